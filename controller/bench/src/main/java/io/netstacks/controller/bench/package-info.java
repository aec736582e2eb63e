/**
 * Measures the controller on this machine beside a peer, and prints a table (docs/benchmarks.md). Not a test: it asserts nothing, and only the Maven profile
 * {@code bench} compiles it.
 */
package io.netstacks.controller.bench;
