package dev.frameline.demo;

import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;

/** What the page shows of all nodes, and its buttons. */
@RestController
@RequestMapping("/nodes")
class NodesController {

	private final Nodes nodes;

	NodesController(Nodes nodes) {
		this.nodes = nodes;
	}

	@GetMapping
	List<NodeView> all() {
		return this.nodes.ask();
	}

	/** @param node its place in {@link #all()} */
	@PostMapping("/{node}/{command}")
	void tell(@PathVariable int node, @PathVariable SyncCommand command) {
		this.nodes.tell(node, command);
	}

	/** The other node's own words. */
	@ExceptionHandler
	ResponseEntity<byte[]> refused(RestClientResponseException ex) {
		return ResponseEntity.status(ex.getStatusCode())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(ex.getResponseBodyAsByteArray());
	}

	@ExceptionHandler
	ProblemDetail unanswered(ResourceAccessException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, String.valueOf(ex.getMessage()));
	}

	@ExceptionHandler
	ProblemDetail unknown(IndexOutOfBoundsException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no such node");
	}

}
