/** The certificate that clients see, and the CA that issued it. */
@NullMarked
package io.netstacks.controller.tls;

import org.jspecify.annotations.NullMarked;
