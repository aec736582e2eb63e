/** Which instances are alive and which of them owns a session, under which epoch. */
@NullMarked
package io.netstacks.controller.cluster;

import org.jspecify.annotations.NullMarked;
