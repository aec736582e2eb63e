package io.netstacks.controller.auth;

import io.netstacks.controller.audit.AuditEvent;
import io.netstacks.controller.audit.AuditLog;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.ClientAddress;
import io.netstacks.controller.web.Fields;
import io.netstacks.controller.web.Page;
import io.netstacks.controller.web.Paging;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Users, for administrators. */
@RestController
@RequestMapping("/api/admin/users")
class UserController {

    private static final int LONGEST_NAME = 255;
    /** RFC 5321 §4.5.3.1.3 leaves this much for an address. */
    private static final int LONGEST_EMAIL = 254;

    private static final int STANDARD_PAGE = 50;
    private static final int LONGEST_PAGE = 1000;

    /** ASCII only: two names that look alike must not be two users. */
    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]*");

    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");

    record NewUserRequest(
            @Nullable String username,
            @Nullable String password,
            @Nullable List<@Nullable Role> roles,
            @Nullable String email,
            @Nullable String displayName) {

        String validUsername() {
            String name = Fields.line("username", username, LONGEST_NAME);
            if (!USERNAME.matcher(name).matches()) {
                throw ApiException.invalid(
                        "username", "must begin with a letter or digit and hold only letters, digits and . _ @ + -");
            }
            return name;
        }

        @Nullable
        String validEmail() {
            String address = Fields.optionalLine("email", email, LONGEST_EMAIL);
            if (address != null && !EMAIL.matcher(address).matches()) {
                throw ApiException.invalid("email", "is not an e-mail address.");
            }
            return address;
        }

        Set<Role> validRoles() {
            if (roles == null || roles.isEmpty() || roles.stream().anyMatch(Objects::isNull)) {
                throw ApiException.invalid("roles", "must be a list of at least one of admin, operator, viewer.");
            }
            Set<Role> set = EnumSet.noneOf(Role.class);
            roles.stream().map(Objects::requireNonNull).forEach(set::add);
            return set;
        }

        @Override
        public String toString() {
            return "NewUserRequest[…]";
        }
    }

    private final Users users;
    private final Passwords passwords;
    private final AuditLog audit;
    private final TransactionalOperator transaction;

    UserController(Users users, Passwords passwords, AuditLog audit, TransactionalOperator transaction) {
        this.users = users;
        this.passwords = passwords;
        this.audit = audit;
        this.transaction = transaction;
    }

    @GetMapping
    @Access(permission = Permission.USERS_MANAGE)
    Mono<Page<UserView>> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable Integer offset) {
        return users.list(Paging.of(limit, offset, STANDARD_PAGE, LONGEST_PAGE)).map(page -> page.map(UserView::of));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Access(permission = Permission.USERS_MANAGE)
    Mono<UserView> create(
            @AuthenticationPrincipal CurrentUser admin, @RequestBody NewUserRequest body, ServerHttpRequest request) {
        String username = body.validUsername();
        String email = body.validEmail();
        String displayName = Fields.optionalLine("display_name", body.displayName(), LONGEST_NAME);
        Set<Role> roles = body.validRoles();
        UUID id = UUID.randomUUID();
        AuditEvent event = AuditEvent.success("user.created")
                .by(admin.id(), admin.username())
                .from(ClientAddress.of(request))
                .on("user", id)
                .with("username", username)
                .with("roles", roles.stream().map(Role::key).toList());
        return passwords
                .hash(PasswordRule.chosen("password", body.password()))
                .map(hash -> new Users.NewUser(id, username, email, displayName, hash, roles))
                .flatMap(user -> transaction.transactional(users.insert(user)
                        .flatMap(inserted -> inserted
                                ? audit.append(event)
                                : Mono.error(ApiException.conflict(
                                        "NAME_TAKEN", "username or email belongs to another user already.")))))
                .then(users.find(id))
                .map(UserView::of);
    }
}
