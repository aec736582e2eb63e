package io.netstacks.controller.storage;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Statement;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A statement whose results and rows are under an {@link AnswerLimit}. */
final class LimitedStatement implements Statement {

    private final Statement statement;
    private final AnswerLimit limit;

    LimitedStatement(Statement statement, AnswerLimit limit) {
        this.statement = statement;
        this.limit = limit;
    }

    @Override
    public Flux<Result> execute() {
        return limit.onFirst(statement.execute()).map(result -> new LimitedResult(result, limit));
    }

    @Override
    public Statement add() {
        statement.add();
        return this;
    }

    @Override
    public Statement bind(int index, Object value) {
        statement.bind(index, value);
        return this;
    }

    @Override
    public Statement bind(String name, Object value) {
        statement.bind(name, value);
        return this;
    }

    @Override
    public Statement bindNull(int index, Class<?> type) {
        statement.bindNull(index, type);
        return this;
    }

    @Override
    public Statement bindNull(String name, Class<?> type) {
        statement.bindNull(name, type);
        return this;
    }

    @Override
    public Statement returnGeneratedValues(String... columns) {
        statement.returnGeneratedValues(columns);
        return this;
    }

    @Override
    public Statement fetchSize(int rows) {
        statement.fetchSize(rows);
        return this;
    }

    private record LimitedResult(Result result, AnswerLimit limit) implements Result {

        @Override
        public Publisher<Long> getRowsUpdated() {
            return limit.onEach(result.getRowsUpdated());
        }

        @Override
        public <T> Publisher<T> map(BiFunction<Row, RowMetadata, ? extends T> mapping) {
            return limit.onEach(result.map(mapping));
        }

        @Override
        public <T> Publisher<T> map(Function<? super Readable, ? extends T> mapping) {
            return limit.onEach(result.map(mapping));
        }

        @Override
        public Result filter(Predicate<Segment> filter) {
            return new LimitedResult(result.filter(filter), limit);
        }

        @Override
        public <T> Publisher<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
            return limit.onEach(result.flatMap(mapping));
        }
    }
}
