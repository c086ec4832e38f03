package dev.frameline.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * The one place where something of Frameline is called by reflection: the binder turns text into a {@link Secret}
 * through {@link Secret#of}. Records that the actuator writes and the properties themselves are found by Boot; SQLite's
 * driver carries hints of its own.
 */
class FramelineRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection()
			.registerType(Secret.class, (type) -> type.withMethod("of", List.of(TypeReference.of(String.class)),
					ExecutableMode.INVOKE));
	}

}
