package dev.frameline.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ReflectionUtils;

/**
 * The one place where something of Frameline is called by reflection: the binder turns text into a {@link Secret}
 * through {@link Secret#of}. Records that the actuator writes and the properties themselves are found by Boot; SQLite's
 * driver carries hints of its own.
 */
class FramelineRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection()
			.registerMethod(ReflectionUtils.findMethod(Secret.class, "of", String.class), ExecutableMode.INVOKE);
	}

}
