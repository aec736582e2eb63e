/** PostgreSQL: the bounded connection pool, the schema, and what is known about the database's health. */
@NullMarked
package io.netstacks.controller.storage;

import org.jspecify.annotations.NullMarked;
