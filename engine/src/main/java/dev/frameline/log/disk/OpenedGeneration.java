package dev.frameline.log.disk;

/**
 * The newest generation, open.
 *
 * @param generation what is read
 * @param writer what appends to it
 */
record OpenedGeneration(StoredGeneration generation, LogWriter writer) {

}
