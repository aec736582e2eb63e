/** What a session showed, kept: chunks, their storage and spool, and asciicast out. */
@NullMarked
package io.netstacks.controller.recording;

import org.jspecify.annotations.NullMarked;
