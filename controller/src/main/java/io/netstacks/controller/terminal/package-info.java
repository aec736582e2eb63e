/** A live session: device link, scrollback, clients and the frame codec. Knows no transport, no SQL, no Redis. */
@NullMarked
package io.netstacks.controller.terminal;

import org.jspecify.annotations.NullMarked;
