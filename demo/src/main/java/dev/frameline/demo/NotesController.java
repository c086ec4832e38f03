package dev.frameline.demo;

import java.util.List;

import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/notes")
class NotesController {

	private final Notes notes;

	NotesController(Notes notes) {
		this.notes = notes;
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Note add(@RequestBody NewNote note) {
		if (note.text() == null || note.text().isBlank()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "A note needs a text");
		}
		return this.notes.add(note.text());
	}

	@GetMapping
	List<Note> newest(@RequestParam(defaultValue = "10") int limit) {
		return this.notes.newest(limit);
	}

	@GetMapping("/count")
	long count() {
		return this.notes.count();
	}

	/** The primary is away, or another node's commit came first: a writer may come again, and reading goes on. */
	@ExceptionHandler
	ProblemDetail later(TransientDataAccessException ex) {
		return problem(HttpStatus.SERVICE_UNAVAILABLE, ex);
	}

	@ExceptionHandler({ DataAccessException.class, TransactionException.class })
	ProblemDetail failed(NestedRuntimeException ex) {
		return problem(HttpStatus.INTERNAL_SERVER_ERROR, ex);
	}

	private static ProblemDetail problem(HttpStatus status, NestedRuntimeException ex) {
		return ProblemDetail.forStatusAndDetail(status, String.valueOf(ex.getMostSpecificCause().getMessage()));
	}

}
