package dev.frameline.demo;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.autoconfigure.sync.SyncService;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** How this node is doing; a replica can be paused, to see it fall behind and catch up. */
@RestController
@RequestMapping("/sync")
class SyncController {

	private final SyncOperations operations;

	private final @Nullable SyncService service;

	SyncController(SyncOperations operations, ObjectProvider<SyncService> service) {
		this.operations = operations;
		this.service = service.getIfAvailable();
	}

	@GetMapping
	NodeReport report() {
		return new NodeReport(this.service != null && !this.service.isRunning(), this.operations.status());
	}

	/** The primary may hold a pull at this moment. A last sync gives it up, so that nothing arrives once this returned. */
	@PostMapping("/pause")
	NodeReport pause() {
		following().stop();
		this.operations.sync();
		return report();
	}

	@PostMapping("/resume")
	NodeReport resume() {
		following().start();
		return report();
	}

	private SyncService following() {
		if (this.service == null) {
			throw new ResponseStatusException(HttpStatus.CONFLICT, "This node follows no primary and cannot be paused");
		}
		return this.service;
	}

}
