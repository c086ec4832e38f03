package dev.frameline.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What an editor shows of the properties is what the properties are. */
class ConfigurationMetadataTests {

	private final JsonNode metadata = metadata();

	private final Map<String, RecordComponent> properties = properties("frameline", FramelineProperties.class);

	@Test
	void everyPropertyIsDescribedAndNoOther() {
		assertThat(described()).containsOnlyKeys(this.properties.keySet());
		described().forEach((name, property) -> assertThat(property.path("description").asString()).as(name)
			.isNotBlank()
			.doesNotMatch("(?i)(the|a|an) .*"));
	}

	@Test
	void everyDefaultIsShown() {
		Map<String, JsonNode> described = described();
		this.properties.forEach((name, component) -> {
			DefaultValue value = parameterDefault(component);
			boolean shown = value != null && value.value().length > 0;
			assertThat(described.get(name).has("defaultValue")).as(name).isEqualTo(shown);
			if (shown) {
				assertThat(described.get(name).get("defaultValue").asString()).as(name).isEqualTo(value.value()[0]);
			}
		});
	}

	@Test
	void everyChoiceIsExplainedAndEveryDurationHasExamples() {
		Map<String, JsonNode> hints = hints();
		this.properties.forEach((name, component) -> {
			if (component.getType().isEnum()) {
				assertThat(values(hints.get(name))).as(name).containsExactlyInAnyOrder(choices(component.getType()));
			}
			if (component.getType() == Duration.class) {
				assertThat(hints).containsKey(name);
				assertThat(values(hints.get(name))).as(name).contains(parameterDefault(component).value()[0]);
				assertThat(hints.get(name).at("/providers/0/name").asString()).as(name).isEqualTo("any");
			}
		});
	}

	@Test
	void everyHintIsOfAPropertyAndEveryValueOfAHintIsTaken() {
		hints().forEach((name, hint) -> {
			String property = name.replaceFirst("\\.keys$", "").replaceFirst("tokens\\.\\*\\..*", "tokens");
			assertThat(this.properties).as(name).containsKey(property);
			for (JsonNode value : hint.get("values")) {
				assertThat(value.path("description").asString()).as(name).isNotBlank();
				bind(name, value.get("value").asString());
			}
		});
	}

	private static void bind(String name, String value) {
		Map<String, String> settings = new HashMap<>(
				Map.of("frameline.path", "app.db", "frameline.serve.tokens.one.secret", "text"));
		if (name.endsWith(".keys")) {
			settings.put(name.replaceFirst("keys$", value + ".secret"), "text");
		}
		else {
			settings.put(name.replace("*", "one"), value);
		}
		assertThat(new Binder(new MapConfigurationPropertySource(settings)).bind("frameline", FramelineProperties.class)
			.isBound()).as(name).isTrue();
	}

	private static Map<String, RecordComponent> properties(String prefix, Class<?> type) {
		Map<String, RecordComponent> properties = new LinkedHashMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			Name name = parameterAnnotation(component, Name.class);
			String path = prefix + "."
					+ ((name != null) ? name.value() : DataObjectPropertyName.toDashedForm(component.getName()));
			if (component.getType().isRecord()) {
				properties.putAll(properties(path, component.getType()));
			}
			else {
				properties.put(path, component);
			}
		}
		return properties;
	}

	private static DefaultValue parameterDefault(RecordComponent component) {
		return parameterAnnotation(component, DefaultValue.class);
	}

	/** An annotation that may stand on parameters but not on components is on the constructor's parameter. */
	private static <A extends Annotation> A parameterAnnotation(RecordComponent component,
			Class<A> type) {
		return Arrays.stream(component.getDeclaringRecord().getDeclaredConstructors()[0].getParameters())
			.filter((parameter) -> parameter.getName().equals(component.getName()))
			.findFirst()
			.orElseThrow()
			.getAnnotation(type);
	}

	private static String[] choices(Class<?> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((constant) -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toArray(String[]::new);
	}

	private static List<String> values(JsonNode hint) {
		assertThat(hint).isNotNull();
		return hint.get("values").findValuesAsString("value");
	}

	private Map<String, JsonNode> described() {
		return byName(this.metadata.get("properties"));
	}

	private Map<String, JsonNode> hints() {
		return byName(this.metadata.get("hints"));
	}

	private static Map<String, JsonNode> byName(JsonNode nodes) {
		Map<String, JsonNode> byName = new LinkedHashMap<>();
		nodes.forEach((node) -> assertThat(byName.put(node.get("name").asString(), node)).as(node.toString()).isNull());
		return byName;
	}

	private static JsonNode metadata() {
		try (InputStream json = FramelineProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared().readTree(json);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
