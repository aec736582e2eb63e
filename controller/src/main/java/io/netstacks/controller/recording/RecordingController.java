package io.netstacks.controller.recording;

import io.netstacks.controller.auth.Access;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.recording.RecordingArchive.StoredChunk;
import io.netstacks.controller.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Recordings to list and to play (terminal contract C42, C43, C47). Who may only see their own does not learn that others exist. */
@RestController
@RequestMapping("/api/recordings")
class RecordingController {

    private static final Logger log = LoggerFactory.getLogger(RecordingController.class);

    private static final int MAX_LIMIT = 1000;
    private static final MediaType ASCIICAST = new MediaType("application", "x-asciicast", StandardCharsets.UTF_8);

    private final RecordingArchive archive;

    RecordingController(RecordingArchive archive) {
        this.archive = archive;
    }

    @GetMapping
    @Access(signedIn = true)
    Mono<List<Recording>> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "0") long offset) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.invalid("limit", "must be 1 to " + MAX_LIMIT + ".");
        }
        if (offset < 0) {
            throw ApiException.invalid("offset", "must be 0 or more.");
        }
        if (user.may(Permission.RECORDINGS_READ)) {
            return archive.list(null, limit, offset);
        }
        if (user.may(Permission.RECORDINGS_OWN)) {
            return archive.list(user.id(), limit, offset);
        }
        throw ApiException.forbidden(
                "Your role does not include recordings. Ask an administrator for " + Permission.RECORDINGS_OWN + ".");
    }

    @GetMapping("/{id}")
    @Access(signedIn = true)
    Mono<Recording> get(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return archive.find(id)
                .filter(recording -> maySee(user, recording))
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("recording")));
    }

    @GetMapping("/{id}/data")
    @Access(signedIn = true)
    Mono<ResponseEntity<Flux<DataBuffer>>> data(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return get(user, id).map(recording -> ResponseEntity.ok()
                .contentType(ASCIICAST)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(id + ".cast")
                                .build()
                                .toString())
                .body(cast(recording).map(DefaultDataBufferFactory.sharedInstance::wrap)));
    }

    private static boolean maySee(CurrentUser user, Recording recording) {
        return user.may(Permission.RECORDINGS_READ)
                || user.may(Permission.RECORDINGS_OWN) && recording.userId().equals(user.id());
    }

    private Flux<byte[]> cast(Recording recording) {
        return Flux.defer(() -> {
            Asciicast cast = new Asciicast();
            return archive.chunks(recording.id())
                    .map(chunk -> lines(cast, recording, chunk))
                    .startWith(Asciicast.header(recording))
                    .concatWith(Mono.fromSupplier(cast::end))
                    .filter(lines -> lines.length > 0);
        });
    }

    private static byte[] lines(Asciicast cast, Recording recording, StoredChunk chunk) {
        try {
            return cast.lines(ChunkFormat.decode(chunk.data()));
        } catch (CorruptChunkException e) {
            log.error("Recording {}: chunk {} is damaged: {}", recording.id(), chunk.seq(), e.getMessage());
            return cast.notice(
                    chunk.startMs() * 1000,
                    "NetStacks: %d ms of this recording are damaged and left out (chunk %d)"
                            .formatted(chunk.endMs() - chunk.startMs(), chunk.seq()));
        }
    }
}
