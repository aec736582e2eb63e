/** The devices that sessions are opened to. */
@NullMarked
package io.netstacks.controller.inventory;

import org.jspecify.annotations.NullMarked;
