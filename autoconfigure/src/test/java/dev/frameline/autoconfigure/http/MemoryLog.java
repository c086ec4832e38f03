package dev.frameline.autoconfigure.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Divergence;
import dev.frameline.log.Export;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Push;
import dev.frameline.log.Pushed;
import dev.frameline.log.Resolved;
import dev.frameline.log.ServedLog;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.WalHeader;
import org.jspecify.annotations.Nullable;

/** A log of one generation in memory that really checks positions, chains, identities, turns and leases. */
public final class MemoryLog implements ServedLog {

	public static final long GENERATION = 3;

	public final Lineage lineage = new Lineage(UUID.randomUUID(), UUID.randomUUID());

	public final byte[] base;

	private final WalHeader header = new WalHeader(0, 0x1122334455667788L);

	private final List<byte[]> frames = new ArrayList<>();

	private final Map<CommitId, Mark> commits = new HashMap<>();

	private final Set<CommitId> refused = new HashSet<>();

	private final List<Held> held = new ArrayList<>();

	private final Map<Acquire, CompletableFuture<Acquired>> waiting = new LinkedHashMap<>();

	private Fence fence = Fence.NONE;

	private @Nullable UUID holder;

	private @Nullable Duration busy;

	private long committed;

	private boolean releasing;

	private boolean failing;

	public MemoryLog(int basePages) {
		this.base = new byte[basePages * Frame.PAGE_SIZE];
		for (int i = 0; i < this.base.length; i++) {
			this.base[i] = (byte) (i * 31 + i / Frame.PAGE_SIZE);
		}
	}

	@Override
	public String name() {
		return "test";
	}

	/** Of the base. */
	public String sha256() {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(this.base));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public GenerationStart start() {
		return new GenerationStart(GENERATION, 100, this.header.salt(), new Chain(this.header.checksum()));
	}

	public synchronized Mark end() {
		return mark(this.committed);
	}

	public synchronized int heldPulls() {
		return this.held.size();
	}

	/** From here on there is no turn for anybody. */
	public synchronized void keepBusy(Duration retryAfter) {
		this.busy = retryAfter;
	}

	/** From here on older fences are void. */
	public synchronized void fence(Fence newer) {
		this.fence = newer;
	}

	/** From here on an export breaks off half-way. */
	public synchronized void breakExports() {
		this.failing = true;
	}

	/** Makes a commit of the log's own. */
	public synchronized void commit(int pages, int content) {
		add(Transactions.bytes(Transactions.stamped(Transactions.of(pages, content), this.header.salt(), chain(this.committed))));
	}

	@Override
	public synchronized CompletionStage<SourceInfo> info() {
		return CompletableFuture.completedFuture(
				new SourceInfo(GENERATION, new SourceInfo.Identity(this.lineage, start(), newest())));
	}

	@Override
	public CompletionStage<Long> export(Export asked, Sink sink) {
		long generation = asked.generation();
		if (generation != GENERATION) {
			return CompletableFuture.failedFuture(new SourceException(SourceException.Kind.PROTOCOL,
					"Database 'test': generation " + generation + " is not kept", null));
		}
		try {
			boolean same = asked.sha256() == null || asked.sha256().equals(sha256());
			int from = same ? (int) Math.min(asked.from(), this.base.length) : 0;
			sink.expect(from, this.base.length, sha256());
			int length = this.failing ? this.base.length / 2 : this.base.length;
			for (int at = from; at < length; at += 10_000) {
				sink.accept(ByteBuffer.wrap(this.base, at, Math.min(10_000, length - at)));
			}
			if (this.failing) {
				throw new IOException("the disk fails half-way");
			}
			return CompletableFuture.completedFuture((long) this.base.length - from);
		}
		catch (IOException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public synchronized CompletionStage<Pulled> pull(Pull pull) {
		Pulled pulled = answer(pull);
		if (pulled instanceof Pulled.UpToDate && pull.hold().toMillis() > 0 && !this.releasing) {
			Held waiting = new Held(pull, new CompletableFuture<>());
			this.held.add(waiting);
			return waiting.answer.completeOnTimeout(pulled, pull.hold().toMillis(), TimeUnit.MILLISECONDS);
		}
		return CompletableFuture.completedFuture(pulled);
	}

	private Pulled answer(Pull pull) {
		Position after = pull.after().position();
		if (after.generation() < GENERATION) {
			return new Pulled.Gone("generation " + after.generation() + " is not kept");
		}
		if (after.compareTo(end().position()) > 0 || (pull.lineage() != null && !pull.lineage().equals(this.lineage))
				|| pull.after().contradicts(mark(after.frame()))) {
			return new Pulled.Diverged(divergence(pull.lineage(), pull.after()));
		}
		int count = (int) Math.min(pull.maxFrames(), this.committed - after.frame());
		return (count == 0) ? new Pulled.UpToDate(newest())
				: new Pulled.Batch(Frames.of(range(after.frame(), count)), newest());
	}

	private Divergence divergence(@Nullable Lineage theirs, Mark mark) {
		return new Divergence("another history", theirs, mark, this.lineage, end());
	}

	@Override
	public synchronized CompletionStage<Acquired> acquire(Acquire acquire) {
		if (acquire.lineage() != null && !acquire.lineage().equals(this.lineage)) {
			return CompletableFuture.completedFuture(new Acquired.Diverged(divergence(acquire.lineage(), acquire.at())));
		}
		if (acquire.renews()) {
			boolean held = acquire.origin().equals(this.holder) && acquire.fence().equals(this.fence);
			return CompletableFuture.completedFuture(held ? granted() : new Acquired.Fenced(this.fence));
		}
		CompletableFuture<Acquired> answer = new CompletableFuture<>();
		this.waiting.put(acquire, answer);
		passOn();
		return answer.completeOnTimeout(new Acquired.Busy("the node with origin " + this.holder, Duration.ofSeconds(2)),
				acquire.hold().toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public synchronized CompletionStage<?> release(UUID origin, Fence fence) {
		if (origin.equals(this.holder) && (fence.equals(this.fence) || fence.equals(Fence.NONE))) {
			this.holder = null;
			passOn();
		}
		return CompletableFuture.completedFuture(null);
	}

	/** Who has the lease, or {@code null}. */
	public synchronized @Nullable UUID holder() {
		return this.holder;
	}

	private void passOn() {
		this.waiting.values().removeIf(CompletableFuture::isDone);
		if (this.holder == null && !this.waiting.isEmpty()) {
			Acquire next = this.waiting.keySet().iterator().next();
			CompletableFuture<Acquired> answer = this.waiting.remove(next);
			this.holder = next.origin();
			this.fence = new Fence(1, this.fence.counter() + 1);
			answer.complete(granted());
		}
	}

	private Acquired granted() {
		return new Acquired.Granted(this.fence, Duration.ofMillis(3), Duration.ofSeconds(5), end(),
				!this.waiting.isEmpty());
	}

	@Override
	public synchronized CompletionStage<Appended> append(Append append) {
		return CompletableFuture.completedFuture(judge(append));
	}

	private Appended judge(Append append) {
		if (this.busy != null) {
			return new Appended.Busy(this.busy);
		}
		if (!this.lineage.equals(append.lineage())) {
			return new Appended.Diverged(divergence(append.lineage(), append.expected()));
		}
		if (append.fence().compareTo(this.fence) < 0) {
			return new Appended.Fenced(this.fence);
		}
		if (this.commits.containsKey(append.id())) {
			return new Appended.Accepted(this.commits.get(append.id()));
		}
		if (this.refused.contains(append.id()) || !append.expected().equals(end())) {
			return new Appended.Conflict(end());
		}
		add(Transactions.bytes(append.frames()));
		this.commits.put(append.id(), end());
		return new Appended.Accepted(end());
	}

	@Override
	public synchronized CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		if (lineage != null && !lineage.equals(this.lineage)) {
			return CompletableFuture.completedFuture(new Resolved.Unanswered("the commit was made for database " + lineage));
		}
		Mark end = this.commits.get(id);
		if (end == null) {
			this.refused.add(id);
		}
		return CompletableFuture.completedFuture((end != null) ? new Resolved.Held(end) : new Resolved.Void());
	}

	@Override
	public synchronized CompletionStage<Pushed> push(Push push) {
		return CompletableFuture.completedFuture(judge(push));
	}

	private Pushed judge(Push push) {
		if (this.busy != null) {
			return new Pushed.Busy(this.busy);
		}
		if (push.generation() != GENERATION) {
			return new Pushed.Conflict(GENERATION, this.committed);
		}
		if (push.baton() == null) {
			this.frames.subList((int) this.committed, this.frames.size()).clear();
		}
		if (push.start() > this.frames.size() + 1) {
			return new Pushed.Ok(GENERATION, this.frames.size(), null);
		}
		byte[] bytes = Transactions.bytes(push.frames());
		for (int i = 0; i < push.frames().count(); i++) {
			byte[] frame = Arrays.copyOfRange(bytes, i * Frame.SIZE, (i + 1) * Frame.SIZE);
			int index = (int) push.start() - 1 + i;
			if (index < this.frames.size() && !same(this.frames.get(index), frame)) {
				return new Pushed.Conflict(GENERATION, this.committed);
			}
			if (index >= this.frames.size()) {
				this.frames.add(frame);
			}
		}
		boolean open = !Frame.isCommit(this.frames.get(this.frames.size() - 1), 0);
		if (!open) {
			settle();
		}
		return new Pushed.Ok(GENERATION, push.end() - 1, open ? "baton-1" : null);
	}

	private static boolean same(byte[] one, byte[] other) {
		return Arrays.equals(one, 0, 8, other, 0, 8)
				&& Arrays.equals(one, Frame.HEADER_SIZE, Frame.SIZE, other, Frame.HEADER_SIZE, Frame.SIZE);
	}

	@Override
	public synchronized void releaseHeld() {
		this.releasing = true;
		answerHeld();
	}

	private void add(byte[] bytes) {
		this.frames.subList((int) this.committed, this.frames.size()).clear();
		for (int at = 0; at < bytes.length; at += Frame.SIZE) {
			this.frames.add(Arrays.copyOfRange(bytes, at, at + Frame.SIZE));
		}
		settle();
	}

	private void settle() {
		this.committed = this.frames.size();
		answerHeld();
	}

	private void answerHeld() {
		List<Held> waiting = List.copyOf(this.held);
		this.held.clear();
		waiting.forEach((pull) -> pull.answer.complete(answer(pull.pull)));
	}

	private Newest newest() {
		return new Newest(end(), 100 + this.committed, 1_700_000_000_000L, 0);
	}

	private Mark mark(long frame) {
		return Mark.of(GENERATION, frame, chain(frame));
	}

	private Chain chain(long frame) {
		return (frame == 0 || frame > this.frames.size()) ? new Chain(this.header.checksum())
				: new Chain(Frame.checksum(this.frames.get((int) frame - 1), 0));
	}

	private byte[] range(long from, int count) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		this.frames.subList((int) from, (int) from + count).forEach(bytes::writeBytes);
		return bytes.toByteArray();
	}

	private record Held(Pull pull, CompletableFuture<Pulled> answer) {

	}

}
