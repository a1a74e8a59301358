//go:build e2e

package e2e

import "time"

// appOf is the http section for an app of python/apps, which asks for the server's login.
func appOf(name string) map[string]any {
	return map[string]any{"app": "./apps/" + name + ".py:app", "enable_custom_route_auth": true}
}

// openApp is the same for an app that sees to logins by itself.
func openApp(name string) map[string]any {
	return map[string]any{"app": "./apps/" + name + ".py:app"}
}

// section is one of langgraph.json, with one entry.
func section(name, key string, value any) map[string]any {
	return map[string]any{name: map[string]any{key: value}}
}

// loopbackWebhooks lets runs call the server's own routes.
var loopbackWebhooks = section("webhooks", "url", map[string]any{"disable_loopback": false})

// reachSoundRows resist, and are accused by mistake: by their answers, their pace or their sharing.
var reachSoundRows = []row{
	{name: "lockout", subject: subject{kind: python}, exit: sound},
	{name: "one_session", subject: subject{kind: python}, exit: sound},
	{name: "behind_firewall", subject: subject{kind: python, auth: "rewritten", front: firewall(40, time.Second)}, exit: sound},
	{name: "behind_strict_firewall", subject: subject{kind: python, auth: "rewritten", front: firewall(12, 5*time.Second)}, exit: sound, recall: true},
	{name: "six_at_once", subject: subject{kind: python, auth: "rewritten", front: sixAtOnce}, exit: sound},
	{name: "rate_limited", subject: subject{kind: python, auth: "rewritten", front: rateLimit}, exit: sound},
	{name: "login_page", subject: subject{kind: python, auth: "rewritten", front: loginPage}, exit: sound},
	{name: "denied_as_404", subject: subject{kind: python, auth: "rewritten", http: openApp("hidden")}, exit: sound},
	{name: "quota", subject: subject{kind: python}, exit: sound},
	{name: "metadata_dropped", subject: subject{kind: python}, exit: sound},
	{name: "metadata_strict", subject: subject{kind: python}, exit: sound},
	{name: "input_required", subject: subject{kind: python}, exit: sound},
	{name: "foreign_refused", subject: subject{kind: python}, exit: sound},
	{name: "public_pages", subject: subject{kind: python, auth: "rewritten", http: openApp("public_pages")}, exit: sound},
	{name: "own_exports", subject: subject{kind: python, auth: "rewritten", http: appOf("own_exports")}, exit: sound},
	{name: "cron_noted", subject: subject{kind: python}, exit: sound},
	{name: "login_form", subject: subject{kind: python, auth: "rewritten", http: openApp("login_form")}, exit: sound},
	{name: "own_backups", subject: subject{kind: python, auth: "rewritten", http: appOf("own_backups")}, exit: sound},
	{name: "own_token_echo", subject: subject{kind: python, auth: "rewritten", http: openApp("own_token_echo")}, exit: sound},
	{name: "notebook_signed", subject: subject{kind: python, http: openApp("notebook_cookie")}, exit: sound},
	{name: "owners_by_id", subject: subject{kind: python, auth: "reads_by_middleware", http: openApp("owners_by_id")}, exit: sound, args: []string{"--deep"}},
	{name: "store_profiles_own", subject: subject{kind: python}, exit: sound, args: []string{"--deep"}},
	{name: "answers_cached_by_user", subject: subject{kind: python, auth: "rewritten", graphs: []string{"answers_cached_by_user"}}, exit: sound, args: []string{"--run-graph"}},
	{name: "slow_login", subject: subject{kind: python}, exit: sound},
	{name: "crowded", subject: subject{kind: python, auth: "rewritten", http: openApp("crowded")}, exit: sound},
	{name: "users_with_data", subject: subject{kind: python}, exit: sound},
	{name: "graph_of_user", subject: subject{kind: python, auth: "rewritten", graphs: []string{"own_memories", "agent"}}, exit: sound},
	{name: "shared_organisation", subject: subject{kind: python}, exit: sound, args: []string{"--shared", "threads"}},
	{name: "short_cache", subject: subject{kind: python}, exit: sound},
	{name: "anonymous_refused", subject: subject{kind: python, login: withAnonymousUsers}, exit: sound, args: []string{"--allow-account-changes"}},
	{name: "bans_checked", subject: subject{kind: python}, exit: sound, args: []string{"--allow-account-changes", "--deep"}},
	{name: "visitors", subject: subject{kind: python, login: withAnonymousUsers}, exit: sound, args: []string{"--allow-account-changes"},
		want: []string{"anonymous-accepted"}},
	{name: "key_set", subject: subject{kind: python, es256: true}, exit: sound},
	{name: "any_door", subject: subject{kind: python}, exit: sound},
	{name: "store_users_layout", subject: subject{kind: python}, exit: sound},
	{name: "lists_strict", subject: subject{kind: python}, exit: sound},
	{name: "names_refused", subject: subject{kind: python}, exit: sound},
	{name: "first_of_two", subject: subject{kind: javaScript}, exit: sound, want: []string{"assistant-usable"}, absent: jsAbsent},

	{name: "foreign_refused", subject: subject{kind: javaScript}, exit: sound, want: []string{"assistant-usable"}, absent: jsAbsent},
	{name: "short_cache", subject: subject{kind: javaScript}, exit: sound, want: []string{"assistant-usable"}, absent: jsAbsent},
	{name: "login_page", subject: subject{kind: javaScript, auth: "refused", front: loginPage}, exit: sound, want: []string{"assistant-usable"}, absent: jsAbsent},
}

// reachFlawedRows have one mistake each, of kinds that no list names.
var reachFlawedRows = []row{
	// The server's own routes.
	{name: "route_by_path", subject: subject{kind: python, auth: "rewritten", http: appOf("exports")}, exit: flawed, want: []string{"route-not-owned"}},
	{name: "route_by_query", subject: subject{kind: python, auth: "rewritten", http: appOf("transcripts")}, exit: flawed, want: []string{"route-not-owned"}},
	{name: "route_by_body", subject: subject{kind: python, auth: "rewritten", http: appOf("summaries")}, exit: flawed,
		args: []string{"--allow-route", "POST /summaries"}, want: []string{"route-not-owned"}},
	{name: "route_post_only", subject: subject{kind: python, auth: "rewritten", http: openApp("feedback")}, exit: flawed,
		args: []string{"--allow-route", "POST /feedback/search"}, want: []string{"route-open"}},
	{name: "route_of_all", subject: subject{kind: python, auth: "rewritten", http: appOf("dashboard")}, exit: flawed, want: []string{"route-not-owned"}},
	{name: "route_of_user", subject: subject{kind: python, auth: "rewritten", http: appOf("memories")}, exit: flawed, want: []string{"route-not-owned"}},
	{name: "route_on_request", subject: subject{kind: python, auth: "rewritten", http: appOf("inbox")}, exit: flawed, want: []string{"route-not-owned"}},
	{name: "route_archive", subject: subject{kind: python, auth: "rewritten", http: appOf("backups")}, exit: flawed, want: []string{"route-not-owned"}},
	{name: "token_in_header", subject: subject{kind: python, auth: "rewritten", http: openApp("token_echo")}, exit: flawed, want: []string{"token-shown"}},
	{name: "notebook_trusted", subject: subject{kind: python, http: openApp("notebook_cookie")}, exit: flawed, want: []string{"identity-from-client"}},
	{name: "id_spelled", subject: subject{kind: python, auth: "reads_by_middleware", http: openApp("owners_by_path")}, exit: flawed, args: []string{"--deep"},
		want: []string{"id-spelled-otherwise"}},
	{name: "store_profiles_open", subject: subject{kind: python}, exit: flawed, args: []string{"--deep", "--strict"}, want: []string{"store-shared"}},
	{name: "answers_cached", subject: subject{kind: python, auth: "rewritten", graphs: []string{"answers_cached"}}, exit: flawed,
		args: []string{"--run-graph"}, want: []string{"graph-memory-shared"}},
	{name: "route_odd_name", subject: subject{kind: python, auth: "rewritten", http: appOf("prints")}, exit: flawed, want: []string{"route-not-owned"}},
	{name: "route_ui", subject: subject{kind: python, auth: "rewritten", http: appOf("ui_pages")}, exit: flawed, want: []string{"ui-route-open"}},
	{name: "route_downloads", subject: subject{kind: javaScript, auth: "internal_calls", http: map[string]any{"app": "./downloads.mjs:app"}}, exit: flawed,
		args: []string{"--allow-route", "GET /downloads/{thread}"}, want: []string{"route-not-owned"}},

	// What bodies and profiles say of whose something is.
	{name: "cron_of_input", subject: subject{kind: python}, exit: flawed, want: []string{"owner-spoofed"}},
	{name: "runs_of_agents", subject: subject{kind: python}, exit: flawed, want: []string{"threads-create-run"}},
	{name: "mail_of_contact", subject: subject{kind: python}, exit: flawed, want: []string{"identity-from-profile"}},
	{name: "published_writable", subject: subject{kind: python}, exit: flawed, args: []string{"--deep"}, want: []string{"published-writable"}},
	{name: "change_race", subject: subject{kind: python}, exit: flawed, args: []string{"--deep"}, want: []string{"identity-mixed-up"}},

	// Runs, and the memory of graphs.
	{name: "graph_module_memory", subject: subject{kind: python, auth: "rewritten", graphs: []string{"agent", "recall"}}, exit: flawed,
		args: []string{"--run-graph"}, want: []string{"graph-memory-shared"}},
	{name: "graph_memory_of_config", subject: subject{kind: python, auth: "rewritten", graphs: []string{"agent", "memories"}}, exit: flawed,
		args: []string{"--run-graph"}, want: []string{"identity-from-config"}},
	{name: "graph_memory_of_context", subject: subject{kind: python, auth: "rewritten", graphs: []string{"profile"}}, exit: flawed,
		args: []string{"--run-graph"}, want: []string{"identity-from-config"}},
	{name: "graph_shared_checkpointer", subject: subject{kind: python, auth: "rewritten", graphs: []string{"adviser"}}, exit: flawed,
		args: []string{"--run-graph"}, want: []string{"graph-memory-shared"}},
	{name: "graph_continues_thread", subject: subject{kind: python, auth: "rewritten", graphs: []string{"continued", "agent"}}, exit: flawed,
		args: []string{"--run-graph"}, want: []string{"identity-from-config"}},
	{name: "graph_resumes_context", subject: subject{kind: python, auth: "rewritten", graphs: []string{"resumed"}}, exit: flawed,
		args: []string{"--run-graph"}, want: []string{"identity-from-config"}},
	{name: "graph_module_memory", subject: subject{kind: javaScript, auth: "refused", graphs: []string{"recall"}}, exit: flawed,
		args: []string{"--run-graph", "--graph", "recall"}, want: []string{"graph-memory-shared"}},
	{name: "graph_memory_of_config", subject: subject{kind: javaScript, auth: "refused", graphs: []string{"memories"}}, exit: flawed,
		args: []string{"--run-graph", "--graph", "memories"}, want: []string{"identity-from-config"}},
	{name: "webhook_loopback", subject: subject{kind: python, auth: "rewritten", more: loopbackWebhooks}, exit: flawed,
		args: []string{"--run-graph"}, want: []string{"webhook-open"}},
	{name: "run_if_not_exists", subject: subject{kind: python}, exit: flawed, want: []string{"threads-create-run"}},
	{name: "run_resume_open", subject: subject{kind: python, graphs: []string{"approval", "agent"}}, exit: flawed, want: []string{"threads-create-run"}},
	{name: "run_rollback_open", subject: subject{kind: python}, exit: flawed, want: []string{"threads-update"}},
	{name: "token_kept", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"token-kept"}},
	{name: "token_kept", subject: subject{kind: javaScript}, strict: true, exit: flawed, want: []string{"token-kept"}},

	// Logins that have ended.
	{name: "cache_for_ever", subject: subject{kind: python}, exit: flawed, args: []string{"--deep"}, want: []string{"logout-outlived", "expiry-outlived"}},
	{name: "cache_while_used", subject: subject{kind: python}, strict: true, exit: flawed, args: []string{"--deep"}, want: []string{"logout-outlived"}},
	{name: "cache_outlives_expiry", subject: subject{kind: python}, exit: flawed, args: []string{"--deep"}, want: []string{"expiry-outlived"}},
	{name: "expiry_grace", subject: subject{kind: python}, exit: flawed, want: []string{"expired-token-accepted"}},
	{name: "deleted_account", subject: subject{kind: python}, strict: true, exit: flawed, args: []string{"--allow-account-changes", "--deep"},
		want: []string{"account-outlived"}}, // it notices logouts: users are remembered, not tokens
	{name: "banned_remembered", subject: subject{kind: python}, exit: flawed, args: []string{"--strict", "--allow-account-changes", "--deep"},
		want: []string{"account-outlived"}},
	{name: "deleted_account", subject: subject{kind: javaScript}, exit: flawed, args: []string{"--strict", "--allow-account-changes", "--deep"},
		want: []string{"account-outlived"}},
	{name: "cache_by_subject", subject: subject{kind: javaScript}, exit: flawed, want: []string{"forged-token-accepted"}},

	// Other doors.
	{name: "cookie_decoded", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "query_token", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "ssr_cookie", subject: subject{kind: javaScript}, exit: flawed, want: []string{"bad-token-accepted"}},
	{name: "api_key_user", subject: subject{kind: python}, exit: flawed, want: []string{"identity-as-token"}},
	{name: "documentation_tokens", subject: subject{kind: python}, exit: flawed, want: []string{"documented-token-accepted"}},
	{name: "email_as_token", subject: subject{kind: python}, exit: flawed, want: []string{"identity-as-token"}},
	{name: "proxy_email_header", subject: subject{kind: python}, exit: flawed, want: []string{"identity-from-client"}},
	{name: "cloudflare_access", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "forwarded_token", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "internal_network", subject: subject{kind: python}, exit: flawed, want: []string{"network-trusted"}},
	{name: "host_trusted", subject: subject{kind: python}, exit: flawed, want: []string{"network-trusted"}},
	{name: "tenant_header", subject: subject{kind: python}, exit: flawed, want: []string{"identity-from-client"}},
	{name: "anonymous_users", subject: subject{kind: python, login: withAnonymousUsers}, exit: flawed, args: []string{"--allow-account-changes"},
		want: []string{"assistants-read", "anonymous-accepted"}},
	{name: "studio_origin", subject: subject{kind: javaScript}, exit: flawed, want: []string{"network-trusted"}},
	{name: "comma_joined", subject: subject{kind: javaScript}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "scheme_unverified", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "streams_query", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "agents_unverified", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "health_agent", subject: subject{kind: python}, exit: flawed, want: []string{"network-trusted"}},
	{name: "preview_switch", subject: subject{kind: python}, exit: flawed, want: []string{"switch-honoured"}},
	{name: "service_token_unset", subject: subject{kind: python}, exit: flawed, want: []string{"bad-token-accepted"}},
	{name: "support_impersonates", subject: subject{kind: python}, exit: flawed, want: []string{"identity-from-client"}},
	{name: "encoded_path", subject: subject{kind: javaScript}, exit: flawed, want: []string{"no-token-accepted"}},
	{name: "subprotocol_token", subject: subject{kind: javaScript}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "localhost_origin", subject: subject{kind: javaScript}, exit: flawed, want: []string{"network-trusted"}},
	{name: "langsmith_keys", subject: subject{kind: python, auth: "rewritten", studio: true, more: section("auth", "allow_langsmith_api_keys", true)}, exit: flawed,
		want: []string{"langsmith-keys-open"}},

	// Lists and reads that are asked for in another way.
	{name: "search_by_status", subject: subject{kind: python}, exit: flawed, want: []string{"threads-search"}},
	{name: "search_paged", subject: subject{kind: python}, exit: flawed, want: []string{"threads-search"}},
	{name: "search_by_values", subject: subject{kind: python}, exit: flawed, want: []string{"threads-search"}},
	{name: "search_by_ids", subject: subject{kind: javaScript}, exit: flawed, want: []string{"threads-search"}},
	{name: "assistants_by_graph", subject: subject{kind: python}, exit: flawed, want: []string{"assistants-search"}},
	{name: "crons_by_assistant", subject: subject{kind: python}, exit: flawed, want: []string{"crons-search"}},
	{name: "count_open", subject: subject{kind: python}, exit: flawed, want: []string{"threads-search"}},
	{name: "namespaces_by_suffix", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},
	{name: "store_query", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},
	{name: "namespaces_by_prefix", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},
	{name: "store_filter", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},
	{name: "search_busy", subject: subject{kind: javaScript}, exit: flawed, want: []string{"threads-search"}},
	{name: "selected_fields", subject: subject{kind: python, auth: "unfiltered_lists", front: ownItems}, exit: flawed, want: []string{"threads-search"}},
	{name: "head_exempt", subject: subject{kind: python}, exit: flawed, want: []string{"no-token-accepted"}},
	{name: "url_ends_ok", subject: subject{kind: javaScript}, exit: flawed, want: []string{"no-token-accepted"}},

	// Owners that are not one person's, or that the client has a say in.
	{name: "owners_list", subject: subject{kind: python}, exit: flawed, want: []string{"owner-spoofed"}},
	{name: "members_join", subject: subject{kind: python}, exit: flawed, args: []string{"--deep"}, want: []string{"threads-update"}},
	{name: "run_plants", subject: subject{kind: python}, exit: flawed, want: []string{"owner-spoofed"}},
	{name: "cron_switch_open", subject: subject{kind: python}, exit: flawed, want: []string{"crons-update"}},
	{name: "crons_given_away", subject: subject{kind: python}, exit: flawed, want: []string{"ownership-given-away"}},
	{name: "owner_nested", subject: subject{kind: python}, exit: flawed, want: []string{"threads-read", "assistants-read", "crons-search"}},
	{name: "owner_from_config", subject: subject{kind: python}, exit: flawed, want: []string{"owner-spoofed"}},
	{name: "assistant_of_config", subject: subject{kind: python}, exit: flawed, want: []string{"owner-spoofed"}},
	{name: "short_id", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"identity-not-unique"}},
	{name: "mail_local_part", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"identity-not-unique"}},
	{name: "plus_tag", subject: subject{kind: python}, exit: flawed, want: []string{"identity-not-unique"}},
	{name: "username_folded", subject: subject{kind: python}, exit: flawed, want: []string{"identity-from-profile"}},
	{name: "profile_organisation", subject: subject{kind: python}, exit: flawed, want: []string{"identity-from-profile"}},
	{name: "filter_in", subject: subject{kind: python}, exit: flawed, want: []string{"no-owner-filter"}},
	{name: "filter_or", subject: subject{kind: javaScript}, exit: flawed, want: []string{"no-owner-filter"}},
	{name: "first_user_admin", subject: subject{kind: python}, exit: flawed, want: []string{"threads-read"}, recall: true},

	// Forgeries.
	{name: "es256_unverified", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "unknown_algorithm", subject: subject{kind: javaScript}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "jwk_header", subject: subject{kind: python, es256: true}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "x5c_header", subject: subject{kind: javaScript}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "kid_path", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "published_secret", subject: subject{kind: python, login: withPublishedSecret}, exit: flawed, want: []string{"known-secret"}},
	{name: "audience_ignored", subject: subject{kind: python}, exit: flawed, want: []string{"foreign-token-accepted"}},
	{name: "issuer_from_token", subject: subject{kind: python, es256: true}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "jku_header", subject: subject{kind: python, es256: true}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "confused_base64", subject: subject{kind: javaScript, es256: true}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "service_role_unverified", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "authlib_confusion", subject: subject{kind: python, es256: true}, exit: flawed, want: []string{"forged-token-accepted"}},
	{name: "signature_startswith", subject: subject{kind: python}, exit: flawed, want: []string{"forged-token-accepted"}},

	// Layouts of the store.
	{name: "store_user_last", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},
	{name: "store_above_open", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},
	{name: "store_users_prefix", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},
	{name: "store_threads_open", subject: subject{kind: python}, exit: flawed, args: []string{"--deep", "--strict"}, want: []string{"store-shared"}},
	{name: "store_preferences", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},
	{name: "store_user_anywhere", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},
	{name: "store_joined_prefix", subject: subject{kind: python}, strict: true, exit: flawed, want: []string{"store-shared"}},

	// Where it listens, what stands in front, and who else asks meanwhile.
	// At a loopback address a gateway in front is nobody else's. ⚠️ or ❌, as this machine's address is.
	{name: "exposed", subject: subject{kind: python, auth: "rewritten", prefix: "/assistant", away: true}, exit: flawed, args: []string{"--strict"},
		want: []string{"development-server-exposed"}},
	{name: "response_cache", subject: subject{kind: python, auth: "rewritten", front: responseCache}, exit: flawed, want: []string{"answer-cached"}, absent: []string{"threads.search/*"}},
	{name: "overlap_create", subject: subject{kind: python}, exit: flawed, want: []string{"identity-mixed-up"}},
	{name: "overlap_store", subject: subject{kind: python}, exit: flawed, want: []string{"identity-mixed-up"}},
	{name: "overlap_create", subject: subject{kind: javaScript}, exit: flawed, want: []string{"identity-mixed-up"}},
}
