package dev.frameline.autoconfigure.http;

import dev.frameline.log.Divergence;
import tools.jackson.databind.node.ObjectNode;

/** 409 {@code diverged}: both sides of a history that cannot be one. */
final class DivergenceCodec {

	static final String WORD = "diverged";

	private DivergenceCodec() {
	}

	static Answer encode(Divergence divergence) {
		Answer answer = Answer.failure(409, WORD, divergence.reason());
		ObjectNode json = answer.json();
		if (json != null) {
			ObjectNode theirs = json.putObject("theirs");
			if (divergence.theirs() != null) {
				InfoCodec.putLineage(theirs, divergence.theirs());
			}
			InfoCodec.putMark(theirs, divergence.theirMark());
			ObjectNode ours = json.putObject("ours");
			if (divergence.ours() != null) {
				InfoCodec.putLineage(ours, divergence.ours());
			}
			InfoCodec.putMark(ours, divergence.ourMark());
		}
		return answer;
	}

	static Divergence decode(Answer answer) {
		ObjectNode theirs = Json.child(answer.json(), "theirs");
		ObjectNode ours = Json.child(answer.json(), "ours");
		return new Divergence(Json.text(answer.json(), Answer.ERROR),
				Json.has(theirs, "database") ? InfoCodec.lineage(theirs) : null, InfoCodec.mark(theirs),
				InfoCodec.lineage(ours), InfoCodec.mark(ours));
	}

}
