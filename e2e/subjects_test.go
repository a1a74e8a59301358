//go:build e2e

package e2e

// row is a server with what authcheck has to say of it.
type row struct {
	name string // of the row, and of the auth module where subject names none
	subject
	strict bool     // run with --strict: the mistake is a warning by default
	args   []string // further arguments of verify
	exit   int
	want   []string // finding codes, or patterns of check IDs that must be ❌ (⚠️ with strict)
	absent []string // patterns of check IDs that must be neither ❌ nor ⚠️
	recall bool     // the server remembers who has asked: its exploit needs one that nobody has asked
}

const (
	sound  = 0
	flawed = 1
)

// jsAbsent is all but what the JavaScript server itself leaves open: it asks no
// assistants handler when a run is made (see assistants_bound).
var jsAbsent = []string{"threads.*", "assistants.*", "store.*", "runs.*/no-token", "*/garbage", "*/forged-*"}

var prefixed = map[string]any{"mount_prefix": "/lab"}

// soundRows have no ❌. Those that are sound in every respect are run with --strict.
var soundRows = []row{
	{name: "tutorial", subject: subject{kind: python, studio: true}, exit: sound,
		want: []string{"store-shared", "crash-as-denial", "studio-open"}},
	{name: "recommended", subject: subject{kind: python}, strict: true, exit: sound},
	{name: "rewritten", subject: subject{kind: python}, strict: true, exit: sound},
	{name: "refused", subject: subject{kind: python}, strict: true, exit: sound},
	{name: "per_action", subject: subject{kind: python}, strict: true, exit: sound},
	{name: "only_threads_allowed", subject: subject{kind: python}, strict: true, exit: sound},
	{name: "assistants_curated", subject: subject{kind: python}, strict: true, exit: sound},
	{name: "assistants_shared", subject: subject{kind: python}, strict: true, exit: sound, args: []string{"--shared", "assistants"}},
	{name: "local_jwt", subject: subject{kind: python}, strict: true, exit: sound},
	{name: "forbidden", subject: subject{kind: python}, strict: true, exit: sound},
	{name: "session_cache", subject: subject{kind: python}, strict: true, exit: sound},
	{name: "mount_prefix", subject: subject{kind: python, auth: "rewritten", http: prefixed, prefix: "/lab"}, strict: true, exit: sound},
	{name: "key_pair", subject: subject{kind: python, auth: "rewritten", es256: true}, strict: true, exit: sound},

	{name: "tutorial", subject: subject{kind: javaScript, studio: true}, exit: sound,
		want: []string{"store-shared", "studio-open"}},
	{name: "recommended", subject: subject{kind: javaScript}, strict: true, exit: sound},
	{name: "assistants_bound", subject: subject{kind: javaScript}, strict: true, exit: sound},
	{name: "refused", subject: subject{kind: javaScript}, exit: sound, want: []string{"assistant-usable"}, absent: jsAbsent},
	{name: "per_action", subject: subject{kind: javaScript}, exit: sound, want: []string{"assistant-usable"}, absent: jsAbsent},
	{name: "local_jwt", subject: subject{kind: javaScript}, exit: sound, want: []string{"assistant-usable"}, absent: jsAbsent},
	{name: "behind_gateway", subject: subject{kind: javaScript, auth: "refused", prefix: "/lab"}, exit: sound,
		want: []string{"assistant-usable"}, absent: jsAbsent},

	{name: "recommended", subject: subject{kind: aegra}, strict: true, exit: sound},
	{name: "no_filter", subject: subject{kind: aegra}, strict: true, exit: sound}, // Aegra itself keeps identities apart
}

var customRoutes = map[string]any{"app": "./routes.py:app"}

// flawedRows have one mistake each. A name that begins with no_ has no auth module.
var flawedRows = []row{
	// Handlers that are missing, or that ask nothing.
	{name: "no_auth", subject: subject{kind: python}, exit: flawed,
		want: []string{"no-auth", "threads.get/no-token", "threads.create/no-token", "threads.get/other-user", "store.get/no-token"}},
	{name: "authentication_only", subject: subject{kind: python}, exit: flawed,
		want:   []string{"no-owner-filter", "store-shared", "threads.*/other-user", "assistants.*/other-user", "crons.*/other-user", "store.*/other-user"},
		absent: []string{"*/no-token", "*/garbage", "*/forged-*"}},
	{name: "no_owner_filter", subject: subject{kind: python}, exit: flawed,
		want: []string{"threads-read", "threads-update", "threads-delete", "assistants-read", "crons-read", "threads.get/other-user", "threads.delete/other-user", "assistants.get/other-user"}, absent: []string{"*/no-token", "store.*"}},
	{name: "create_and_search", subject: subject{kind: python}, exit: flawed,
		want: []string{"threads-read", "threads-update", "threads-delete", "threads-create-run", "threads.get/other-user", "threads.delete/other-user"}, absent: []string{"threads.search/other-user", "assistants.*", "crons.search/other-user"}},
	{name: "threads_only", subject: subject{kind: python}, exit: flawed,
		want: []string{"assistants-open", "crons-open", "store-shared", "assistants.get/other-user", "crons.search/other-user", "store.get/other-user"}, absent: []string{"threads.*", "runs.create/other-user"}},
	{name: "crons_forgotten", subject: subject{kind: python}, exit: flawed,
		want: []string{"crons-open", "crons.search/other-user", "crons.delete/other-user"}, absent: []string{"threads.*", "assistants.*", "store.*"}},
	{name: "writes_open", subject: subject{kind: python}, exit: flawed,
		want: []string{"threads-update", "threads-delete", "assistants-update", "assistants-delete", "crons-update", "crons-delete", "threads.patch/other-user", "threads.delete/other-user", "assistants.patch/other-user"}, absent: []string{"threads.search/other-user", "store.*"}},
	{name: "runs_open", subject: subject{kind: python}, exit: flawed,
		want: []string{"threads-create-run", "runs.create/other-user"}, absent: []string{"threads.get/other-user", "threads.delete/other-user", "assistants.*"}},
	{name: "search_open", subject: subject{kind: python}, exit: flawed,
		want: []string{"threads-search", "assistants-search", "crons-search", "threads.search/other-user", "assistants.search/other-user", "crons.search/other-user"}, absent: []string{"threads.get/other-user", "store.*"}},

	// An owner that the client has a say in.
	{name: "owner_setdefault", subject: subject{kind: python}, exit: flawed,
		want: []string{"owner-spoofed", "ownership-given-away", "threads.plant/other-user"}, absent: []string{"threads.get/other-user", "threads.search/other-user", "store.*"}},
	{name: "filter_trusted", subject: subject{kind: python}, exit: flawed,
		want: []string{"filter-override", "threads.search-as-owner/other-user"}, absent: []string{"threads.get/other-user", "threads.search/other-user"}},
	{name: "owner_header", subject: subject{kind: python}, exit: flawed,
		want: []string{"identity-from-client", "threads.get-claiming/other-user"}, absent: []string{"threads.get/other-user", "threads.search/other-user"}},
	{name: "profile_subject", subject: subject{kind: python}, exit: flawed,
		want: []string{"identity-from-profile"}, absent: []string{"threads.get/other-user", "store.*"}},
	{name: "profile_admin", subject: subject{kind: python}, exit: flawed,
		want: []string{"identity-from-profile"}, absent: []string{"threads.get/other-user", "store.*"}},
	{name: "take_over", subject: subject{kind: python}, exit: flawed,
		want: []string{"threads-update", "threads.patch/other-user"}, absent: []string{"threads.get/other-user", "assistants.*", "store.*"}},
	{name: "give_away", subject: subject{kind: python}, exit: flawed,
		want: []string{"ownership-given-away", "threads.give-away/other-user"}, absent: []string{"threads.get/other-user", "threads.plant/other-user"}},

	// Tokens that are not checked to the end.
	{name: "unverified_signature", subject: subject{kind: python}, exit: flawed,
		want: []string{"forged-token-accepted", "*/forged-none", "*/forged-key", "*/forged-payload"}, absent: []string{"*/no-token", "*/other-user"}},
	{name: "algorithm_from_token", subject: subject{kind: python}, exit: flawed,
		want: []string{"forged-token-accepted", "*/forged-none"}, absent: []string{"*/forged-key", "*/forged-payload", "*/other-user"}},
	{name: "expiry_ignored", subject: subject{kind: python}, exit: flawed,
		want: []string{"expired-token-accepted", "*/expired"}, absent: []string{"*/forged-*", "*/other-user"}},
	{name: "anon_key_accepted", subject: subject{kind: python}, exit: flawed,
		want: []string{"anon-key-accepted", "*/anon-key"}, absent: []string{"*/forged-*", "*/other-user"}},
	{name: "signature_cache", subject: subject{kind: python}, exit: flawed,
		want: []string{"forged-token-accepted", "*/forged-payload"}, absent: []string{"*/forged-key", "*/other-user"}},
	{name: "confused_algorithm", subject: subject{kind: python, es256: true}, exit: flawed,
		want: []string{"forged-token-accepted", "*/forged-confused"}, absent: []string{"*/forged-none", "*/forged-key", "*/other-user"}},

	// Identities that are not one user's.
	{name: "role_as_identity", subject: subject{kind: python}, exit: flawed,
		want: []string{"identity-not-unique", "store-shared", "threads.get/other-user", "store.get/other-user"}, absent: []string{"*/no-token"}},
	{name: "organisation_filter", subject: subject{kind: python}, exit: flawed,
		want: []string{"identity-not-unique", "threads.get/other-user", "threads.search/other-user"}, absent: []string{"*/no-token", "store.*"}},
	{name: "token_prefix_cache", subject: subject{kind: python}, exit: flawed,
		want: []string{"threads.get/other-user"}, absent: []string{"*/no-token"}},
	{name: "global_user", subject: subject{kind: python}, exit: flawed,
		want: []string{"identity-mixed-up"}, absent: []string{"*/no-token", "*/forged-*"}},

	// Open by mistake.
	{name: "assistants_exempt", subject: subject{kind: python}, exit: flawed,
		want: []string{"no-token-accepted", "assistants.search/no-token"}, absent: []string{"threads.*/no-token", "threads.*/other-user"}},
	{name: "mcp_exempt", subject: subject{kind: python}, exit: flawed,
		want: []string{"no-token-accepted", "mcp.list/no-token"}, absent: []string{"threads.*", "store.*"}},
	{name: "reads_public", subject: subject{kind: python}, exit: flawed,
		want: []string{"no-token-accepted", "threads.get/no-token", "threads.history/no-token"}, absent: []string{"threads.search/no-token", "threads.delete/*"}},
	{name: "guest_on_failure", subject: subject{kind: python}, exit: flawed,
		want: []string{"bad-token-accepted", "*/garbage"}, absent: []string{"*/no-token", "*/other-user"}},
	{name: "guest_without_token", subject: subject{kind: python}, exit: flawed,
		want: []string{"no-token-accepted", "*/no-token"}, absent: []string{"*/garbage", "*/other-user"}},
	{name: "custom_route", subject: subject{kind: python, auth: "rewritten", http: customRoutes}, exit: flawed,
		want: []string{"route-open"}, absent: []string{"threads.*", "store.*"}},
	{name: "studio_sees_all", subject: subject{kind: python, studio: true}, exit: flawed,
		want: []string{"studio-sees-all"}, absent: []string{"*/no-token", "*/other-user"}},
	{name: "assistants_writable", subject: subject{kind: python}, exit: flawed, args: []string{"--shared", "assistants"},
		want: []string{"assistants-update", "assistants.patch/other-user"}, absent: []string{"assistants.get/other-user", "threads.*"}},

	// Weaknesses: warnings, which --strict does not forgive.
	{name: "studio_open", subject: subject{kind: python, auth: "rewritten", studio: true}, strict: true, exit: flawed,
		want: []string{"studio-open"}, absent: []string{"*/no-token", "*/other-user"}},
	{name: "store_shared", subject: subject{kind: python}, strict: true, exit: flawed,
		want: []string{"store-shared", "store.get/other-user", "store.put/other-user"}, absent: []string{"threads.*"}},
	{name: "store_keys_open", subject: subject{kind: python}, strict: true, exit: flawed,
		want: []string{"store-shared", "store.get/other-user"}, absent: []string{"threads.*", "store.search/other-user", "store.namespaces/other-user"}},
	{name: "crash_as_denial", subject: subject{kind: python}, strict: true, exit: flawed,
		want: []string{"crash-as-denial", "threads.get/no-token"}, absent: []string{"*/other-user", "*/garbage"}},
	{name: "any_scheme", subject: subject{kind: python}, strict: true, exit: flawed,
		want: []string{"scheme-accepted"}, absent: []string{"*/other-user", "*/garbage", "*/no-token"}},

	{name: "no_auth", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"no-auth", "threads.get/no-token", "threads.get/other-user", "store.get/no-token"}},
	{name: "authentication_only", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"no-owner-filter", "store-shared", "threads.*/other-user", "assistants.*/other-user", "store.*/other-user"}, absent: []string{"*/no-token"}},
	{name: "no_owner_filter", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"no-owner-filter", "threads.get/other-user", "assistants.get/other-user"}, absent: []string{"*/no-token", "store.*"}},
	{name: "owner_spread", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"owner-spoofed", "ownership-given-away", "threads.plant/other-user"}, absent: []string{"threads.get/other-user", "store.*"}},
	{name: "threads_only", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"assistants-open", "assistants.get/other-user", "assistants.delete/other-user"}, absent: []string{"threads.*", "store.*"}},
	{name: "search_and_read", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"threads.patch/other-user", "threads.delete/other-user"}, absent: []string{"threads.search/other-user", "assistants.*", "store.*"}},
	{name: "unverified_signature", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"forged-token-accepted", "*/forged-none", "*/forged-key", "*/expired"}, absent: []string{"*/no-token", "threads.*/other-user", "assistants.*/other-user"}},
	{name: "mail_domain", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"identity-not-unique", "threads.get/other-user", "assistants.get/other-user"}, absent: []string{"*/no-token"}},
	{name: "global_user", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"identity-mixed-up"}, absent: []string{"*/no-token", "*/forged-*"}},
	{name: "fails_open", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"bad-token-accepted", "*/garbage"}, absent: []string{"*/no-token", "threads.*/other-user", "assistants.*/other-user"}},
	{name: "search_exempt", subject: subject{kind: javaScript}, exit: flawed,
		want: []string{"no-token-accepted", "threads.search/no-token", "assistants.search/no-token"}, absent: []string{"threads.get/*", "store.get/*"}},
	{name: "studio_sees_all", subject: subject{kind: javaScript, studio: true}, exit: flawed,
		want: []string{"studio-sees-all"}, absent: []string{"*/no-token", "threads.*/other-user", "assistants.*/other-user"}},
	{name: "store_shared", subject: subject{kind: javaScript, auth: "tutorial"}, strict: true, exit: flawed,
		want: []string{"store-shared", "store.get/other-user"}, absent: []string{"threads.*", "assistants.*"}},

	{name: "no_auth", subject: subject{kind: aegra}, exit: flawed,
		want: []string{"no-auth", "threads.get/no-token", "threads.get/other-user", "store.get/no-token"}},
	{name: "fails_open", subject: subject{kind: aegra}, exit: flawed,
		want: []string{"bad-token-accepted", "*/garbage"}, absent: []string{"*/no-token", "*/other-user"}},
	{name: "role_as_identity", subject: subject{kind: aegra}, exit: flawed,
		want: []string{"identity-not-unique", "threads.get/other-user", "threads.search/other-user"}, absent: []string{"*/no-token"}},
}
