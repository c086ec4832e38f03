package dev.frameline.autoconfigure.http;

import dev.frameline.Chain;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.log.Newest;
import dev.frameline.log.SourceInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /info}: libSQL's one key, and the identity beside it. */
public final class InfoCodec {

	private InfoCodec() {
	}

	public static Answer encode(SourceInfo info) {
		ObjectNode json = Json.object();
		json.put("current_generation", info.generation());
		if (info.identity() != null) {
			SourceInfo.Identity identity = info.identity();
			putLineage(json, identity.lineage());
			StartCodec.put(json, "start", identity.start());
			Newest newest = identity.newest();
			ObjectNode newestJson = json.putObject("newest");
			putMark(newestJson, newest.mark());
			newestJson.put("sequence", newest.sequence());
			newestJson.put("time", newest.time());
			newestJson.put("oldest_missing", newest.oldestMissing());
		}
		return Answer.of(200, json);
	}

	/** @throws WireException if the answer is not one of {@code /info} */
	public static SourceInfo decode(Answer answer) {
		if (answer.status() != 200) {
			throw answer.unexpected();
		}
		ObjectNode json = answer.json();
		long generation = Json.number(json, "current_generation", 1, Json.UNSIGNED_INT);
		return new SourceInfo(generation, Json.has(json, "database") ? identity(json) : null);
	}

	private static SourceInfo.Identity identity(@Nullable ObjectNode json) {
		ObjectNode newest = Json.child(json, "newest");
		return new SourceInfo.Identity(lineage(json), StartCodec.read(json, "start"),
				new Newest(mark(newest), Json.number(newest, "sequence", 0, Long.MAX_VALUE),
						Json.number(newest, "time", 0, Long.MAX_VALUE),
						Json.number(newest, "oldest_missing", 0, Long.MAX_VALUE)));
	}

	static void putLineage(ObjectNode json, Lineage lineage) {
		json.put("database", lineage.databaseId().toString());
		json.put("branch", lineage.branch().toString());
	}

	static Lineage lineage(@Nullable ObjectNode json) {
		return new Lineage(Json.uuid(json, "database"), Json.uuid(json, "branch"));
	}

	static void putMark(ObjectNode json, Mark mark) {
		json.put("position", mark.position().toString());
		if (mark.chain() != null) {
			json.put("chain", mark.chain().toString());
		}
	}

	static Mark mark(ObjectNode json) {
		return new Mark(Json.value(json, "position", Position::parse),
				Json.has(json, "chain") ? Json.value(json, "chain", Chain::parse) : null);
	}

}
