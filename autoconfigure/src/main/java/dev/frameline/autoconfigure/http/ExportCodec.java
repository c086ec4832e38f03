package dev.frameline.autoconfigure.http;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.frameline.log.Export;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /export/{generation}}: the request for a base or its rest, and what is told before its bytes.
 *
 * <p>The base's SHA-256 is its entity tag, so that whoever asks for the rest of another base gets all of this one (RFC
 * 9110, {@code If-Range}), and its {@code Repr-Digest} (RFC 9530). Of ranges only {@code bytes=N-} is known; others are
 * answered as if none had been asked for, as RFC 9110 allows.
 */
public final class ExportCodec {

	private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-", Pattern.CASE_INSENSITIVE);

	private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern ENTITY_TAG = Pattern.compile("\"([0-9a-f]{64})\"");

	private static final Pattern DIGEST = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/]{43}=):");

	private ExportCodec() {
	}

	/**
	 * The bytes that follow.
	 *
	 * @param from where in the base they begin
	 * @param total bytes of the whole base; -1 if nobody knows
	 * @param sha256 of the whole base; {@code null} if it is not told
	 */
	public record Part(long from, long total, @Nullable String sha256) {

		/** How many bytes follow; -1 if nobody knows. */
		public long length() {
			return (this.total >= 0) ? this.total - this.from : -1;
		}

	}

	public static String path(Export export) {
		return "/export/" + export.generation();
	}

	public static Headers headers(Export export) {
		Headers headers = new Headers();
		if (export.from() > 0) {
			headers.put(HeaderNames.RANGE, "bytes=" + export.from() + "-");
			headers.put(HeaderNames.IF_RANGE, (export.sha256() != null) ? entityTag(export.sha256()) : null);
		}
		return headers;
	}

	/**
	 * Reads a request.
	 * @throws WireException if the path names no generation
	 */
	public static Export read(String generation, Headers headers) {
		Export whole = Export.whole(FrameRange.parse(generation, "1", "2").generation());
		Matcher range = matcher(RANGE, headers.get(HeaderNames.RANGE));
		if (!range.matches()) {
			return whole;
		}
		long from = Long.parseLong(range.group(1));
		String condition = headers.get(HeaderNames.IF_RANGE);
		if (condition == null) {
			return new Export(whole.generation(), from, null);
		}
		Matcher tag = matcher(ENTITY_TAG, condition);
		// A date or a weak tag never proves that the bytes are the same
		return tag.matches() ? new Export(whole.generation(), from, tag.group(1)) : whole;
	}

	/** What comes before the bytes of a base; with JSON there are none. */
	public static Answer encode(Part part) {
		if (part.from() > 0 && part.from() == part.total()) {
			Answer answer = Answer.failure(416, "out_of_range", "the base has " + part.total() + " bytes");
			answer.headers().put(HeaderNames.CONTENT_RANGE, "bytes */" + part.total());
			return answer;
		}
		Headers headers = new Headers().put(HeaderNames.ACCEPT_RANGES, "bytes");
		if (part.sha256() != null) {
			headers.put(HeaderNames.ETAG, entityTag(part.sha256()));
			headers.put(HeaderNames.REPR_DIGEST, digest(part.sha256()));
		}
		if (part.from() > 0) {
			headers.put(HeaderNames.CONTENT_RANGE,
					"bytes " + part.from() + "-" + (part.total() - 1) + "/" + part.total());
		}
		return new Answer((part.from() > 0) ? 206 : 200, headers, null, null);
	}

	/**
	 * Reads what comes before the bytes of a base.
	 * @param answer 200 or 206
	 * @param length how many bytes follow, or -1
	 * @throws WireException if it is no answer to the request
	 */
	public static Part decode(Export export, Answer answer, long length) {
		String sha256 = digest(answer.headers());
		if (answer.status() == 200) {
			return new Part(0, length, sha256);
		}
		String told = answer.headers().get(HeaderNames.CONTENT_RANGE);
		Matcher range = matcher(CONTENT_RANGE, told);
		if (export.from() > 0 && range.matches()) {
			Part part = new Part(Long.parseLong(range.group(1)), Long.parseLong(range.group(3)), sha256);
			long last = Long.parseLong(range.group(2));
			boolean asAsked = part.from() == export.from() && last == part.total() - 1 && last >= part.from();
			if (asAsked && (length < 0 || length == part.length())) {
				return part;
			}
		}
		throw new WireException("Expected the base from byte " + export.from() + " to its end, got "
				+ HeaderNames.CONTENT_RANGE + " '" + told + "' and " + length + " bytes");
	}

	private static String digest(String sha256) {
		return "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)) + ":";
	}

	private static @Nullable String digest(Headers headers) {
		String digests = headers.get(HeaderNames.REPR_DIGEST);
		if (digests == null || !digests.contains("sha-256=")) {
			return null;
		}
		Matcher digest = matcher(DIGEST, digests);
		if (!digest.find()) {
			throw new WireException("Expected " + HeaderNames.REPR_DIGEST + " with sha-256=:<32 bytes in Base64>:, got '"
					+ digests + "'");
		}
		return HexFormat.of().formatHex(Base64.getDecoder().decode(digest.group(1)));
	}

	private static String entityTag(String sha256) {
		return "\"" + sha256 + "\"";
	}

	private static Matcher matcher(Pattern pattern, @Nullable String value) {
		return pattern.matcher((value != null) ? value.trim() : "");
	}

}
