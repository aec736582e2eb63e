/**
 * A router-like command line behind a real SSH server, for trying out and for tests: prompts, abbreviations, {@code ?}, enable, configuration, paging.
 * It manages nothing and is never part of the product.
 */
package io.netstacks.controller.tryout.router;
