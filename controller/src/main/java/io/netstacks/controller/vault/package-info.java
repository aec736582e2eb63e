/** Envelope encryption and the credentials kept under it; which credential may go to which device for whom. */
@NullMarked
package io.netstacks.controller.vault;

import org.jspecify.annotations.NullMarked;
