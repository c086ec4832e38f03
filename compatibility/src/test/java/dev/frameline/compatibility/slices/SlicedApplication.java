package dev.frameline.compatibility.slices;

import dev.frameline.compatibility.data.NoteEntity;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;

/** What the slices are cut from. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EntityScan(basePackageClasses = NoteEntity.class)
class SlicedApplication {

}
