/** How to reach a device: the SSH client, host keys and their approval. */
@NullMarked
package io.netstacks.controller.device;

import org.jspecify.annotations.NullMarked;
