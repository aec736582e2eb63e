/** The controller: packages are features, each owns its endpoints, its rules and its tables. */
@NullMarked
package io.netstacks.controller;

import org.jspecify.annotations.NullMarked;
