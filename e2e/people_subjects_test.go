//go:build e2e

package e2e

import (
	"regexp"
	"strings"
)

// accounts are the test users as python/members.py and js/members.mjs know them, by their
// numbers, and as policies name them.
var accounts = []string{
	`red-1: {account: 1, team: red}`,
	`red-2: {account: 2, team: red}`,
	`blue: {account: 3, team: blue}`,
	`auditor: {account: 4, role: auditor}`,
	`viewer: {account: 5, team: red, role: viewer}`,
	`admin: {account: 6, role: admin}`,
	`visitor: {account: 7}`,
	`both: {account: 8, team: [red, blue]}`,
	`guest: {account: 9}`,
}

// policy is the authcheck.yaml of some accounts, by their numbers, and lines of what is allowed.
func policy(numbers []int, allow ...string) string {
	text := "users:\n"
	for _, n := range numbers {
		text += "  " + accounts[n-1] + "\n"
	}
	if len(allow) > 0 {
		text += "allow:\n"
	}
	for _, line := range allow {
		text += "  - {" + line + "}\n"
	}
	return text
}

// withRole gives a role to the users of a policy who have none.
func withRole(role, policy string) string {
	return regexp.MustCompile(`(?m)^(  [^-{\n]+-?\d*: \{account: \d, team: \w+)\}$`).ReplaceAllString(policy, "$1, role: "+role+"}")
}

var (
	teams    = []int{1, 2, 3}
	auditing = []int{1, 3, 4}
	viewing  = []int{1, 2, 3, 5}
	managing = []int{1, 2, 6}
)

// Lines of policies.
const (
	teamReads            = "who: same team, may: [read, search], on: [threads, runs]"
	teamUpdates          = "who: same team, may: [read, search, update], on: threads"
	anyoneReads          = "who: anyone, may: read, on: [threads, runs]"
	auditorReads         = "who: {role: auditor}, may: [read, search, count], on: all"
	auditorReadsThreads  = "who: {role: auditor}, may: [read, search], on: [threads, runs]"
	adminDoesAll         = "who: {role: admin}, may: all, on: all"
	anyoneUsesAssistants = "who: anyone, may: [read, search], on: assistants"
	anyoneDoesAllInStore = "who: anyone, may: all, on: store"
	teamDoesAll          = "who: same team, may: all, on: [threads, runs, assistants, crons]"
	editorsUpdate        = "who: {role: editor, team: same}, may: [update, create_run], on: threads"
	teamHasStore         = "who: same team, may: all, on: store"
	noRights             = ""
)

// Rights, in the order in which they are tried.
const (
	readsThreads  = "threads.read threads.search threads.count runs.read runs.search"
	readsAll      = readsThreads + " assistants.read assistants.search crons.search store.read store.search"
	changesThread = "threads.read threads.search threads.count threads.update runs.read runs.search runs.create_run runs.update runs.delete threads.delete"
	doesAll       = changesThread + " assistants.read assistants.search assistants.update assistants.delete crons.search crons.update crons.delete store.read store.search store.update store.delete"
)

// peopleRows are sound and flawed modules, with policies that fit what they are to do and some that do not.
var peopleRows = []peopleRow{
	{row: row{name: "team_shared", subject: subject{kind: python}, strict: true, exit: sound},
		policy: policy(teams, teamReads), reach: map[string]string{"2>1": readsThreads, "1>2": readsThreads, "3>1": noRights, "1>3": noRights}},
	{row: row{name: "team_shared_unsaid", subject: subject{kind: python, auth: "team_shared"}, exit: flawed, want: []string{"threads-read", "threads-search"}},
		policy: policy(teams), crossed: map[string]string{"same-team": "leaked threads runs protocols"}},
	{row: row{name: "team_shared_update", subject: subject{kind: python, auth: "team_shared"}, exit: flawed, want: []string{"over-blocked"}},
		policy: policy(teams, teamReads, teamUpdates), crossed: map[string]string{"same-team": "over-blocked threads"}},
	{row: row{name: "team_separated", subject: subject{kind: python, auth: "recommended"}, exit: flawed, want: []string{"over-blocked"}},
		policy: policy(teams, teamReads), crossed: map[string]string{"same-team": "over-blocked threads runs"}, reach: map[string]string{"2>1": noRights, "3>1": noRights}},
	{row: row{name: "team_leaks_search", subject: subject{kind: python}, exit: flawed, want: []string{"threads-search"}},
		policy: policy(teams, teamReads), crossed: map[string]string{"other-team": "leaked threads"},
		reach: map[string]string{"2>1": readsThreads, "3>1": "threads.search threads.count"}},
	{row: row{name: "team_leaks_read", subject: subject{kind: python}, exit: flawed, want: []string{"threads-read"}},
		policy: policy(teams, teamReads), crossed: map[string]string{"other-team": "leaked threads runs protocols"},
		reach: map[string]string{"2>1": readsThreads, "3>1": "threads.read runs.read"}},
	{row: row{name: "links_open", subject: subject{kind: python, auth: "team_leaks_read"}, strict: true, exit: sound},
		policy: policy(teams, teamReads, anyoneReads)},
	{row: row{name: "team_member_deletes", subject: subject{kind: python}, exit: flawed, want: []string{"crons-create", "threads-create-run", "threads-delete", "threads-update"}},
		policy: policy(teams, teamReads), crossed: map[string]string{"same-team": "leaked threads runs crons"},
		reach: map[string]string{"2>1": changesThread, "3>1": noRights}},
	{row: row{name: "team_makes_crons", subject: subject{kind: python}, exit: flawed, want: []string{"crons-create"}},
		policy: policy(teams, teamReads), crossed: map[string]string{"same-team": "leaked crons"},
		reach: map[string]string{"2>1": readsThreads, "3>1": noRights}},
	{row: row{name: "team_over_blocks", subject: subject{kind: python}, exit: flawed, want: []string{"over-blocked"}},
		policy: policy(teams, teamReads), crossed: map[string]string{"same-team": "over-blocked threads runs"},
		reach: map[string]string{"2>1": "threads.search threads.count", "3>1": noRights}},

	{row: row{name: "team_streams_open", subject: subject{kind: python}, exit: flawed, want: []string{"threads-read"}},
		policy: policy(teams, teamReads), crossed: map[string]string{"other-team": "leaked threads runs"},
		reach: map[string]string{"2>1": readsThreads, "3>1": noRights}},
	{row: row{name: "team_by_header", subject: subject{kind: python}, exit: flawed, want: []string{"identity-from-client"}},
		policy: policy(teams, teamReads), crossed: map[string]string{"other-team": "leaked threads"}, reach: map[string]string{"2>1": readsThreads, "3>1": noRights}},
	{row: row{name: "guests_are_a_team", subject: subject{kind: python}, exit: flawed, want: []string{"threads-read", "threads-search"}},
		policy: policy([]int{1, 2, 7, 9}, teamReads), crossed: map[string]string{"other-user": "leaked threads runs protocols"}},
	{row: row{name: "guests_refused", subject: subject{kind: python}, strict: true, exit: sound}, policy: policy([]int{1, 2, 3, 7}, teamReads)},
	{row: row{name: "team_several", subject: subject{kind: python}, strict: true, exit: sound},
		policy: policy([]int{1, 2, 3, 8}, teamReads), reach: map[string]string{"8>1": readsThreads, "8>3": readsThreads, "3>1": noRights, "1>8": readsThreads}},
	{row: row{name: "team_editors", subject: subject{kind: python}, strict: true, exit: sound},
		policy: withRole("editor", policy(viewing, teamReads, editorsUpdate))},
	{row: row{name: "store_by_team", subject: subject{kind: python}, exit: flawed, want: []string{"store-shared"}},
		policy: strings.ReplaceAll(policy(teams, teamHasStore), "team: blue", "team: redteam"), crossed: map[string]string{"other-team": "leaked store"}},

	{row: row{name: "team_by_advice", subject: subject{kind: python}, strict: true, exit: sound},
		policy: policy([]int{1, 2, 3, 4, 6, 7}, teamReads, auditorReadsThreads), reach: map[string]string{"2>1": readsThreads, "7>6": noRights, "6>7": noRights, "3>1": noRights}},

	{row: row{name: "nothing_shared", subject: subject{kind: python, auth: "recommended"}, strict: true, exit: sound}, policy: policy(teams)},
	{row: row{name: "team_shares_all", subject: subject{kind: python, auth: "organisation_filter"}, exit: sound},
		policy: policy([]int{1, 2}, teamDoesAll)},
	{row: row{name: "assistants_shared", subject: subject{kind: python}, strict: true, exit: sound},
		policy: policy(teams, anyoneUsesAssistants)},
	{row: row{name: "assistants_separated", subject: subject{kind: python, auth: "recommended"}, exit: flawed, want: []string{"over-blocked"}},
		policy: policy(teams, anyoneUsesAssistants), crossed: map[string]string{"same-team": "over-blocked assistants", "other-team": "over-blocked assistants"}},
	{row: row{name: "store_of_all", subject: subject{kind: python, auth: "store_shared"}, strict: true, exit: sound},
		policy: policy(teams, anyoneDoesAllInStore)},
	{row: row{name: "store_leaks", subject: subject{kind: python, auth: "store_shared"}, strict: true, exit: flawed, want: []string{"store-shared"}},
		policy: policy(teams), crossed: map[string]string{"same-team": "leaked store", "other-team": "leaked store"}},

	{row: row{name: "auditor_reads", subject: subject{kind: python}, strict: true, exit: sound},
		policy: policy(auditing, auditorReads), reach: map[string]string{"4>1": readsAll, "3>1": noRights}},
	{row: row{name: "auditor_unsaid", subject: subject{kind: python, auth: "auditor_reads"}, exit: flawed, want: []string{"assistants-read", "assistants-search", "crons-read", "crons-search", "store-shared", "threads-read", "threads-search"}},
		policy: policy(auditing), crossed: map[string]string{"auditor-teamless-on-team": "leaked threads runs assistants crons store protocols"}},
	{row: row{name: "auditor_deletes", subject: subject{kind: python}, exit: flawed, want: []string{"crons-delete", "store-shared", "threads-delete"}},
		policy: policy(auditing, auditorReads), crossed: map[string]string{"auditor-teamless-on-team": "leaked threads runs crons store"},
		reach: map[string]string{"3>1": noRights, "4>1": readsThreads + " runs.delete threads.delete assistants.read assistants.search crons.search crons.delete store.read store.search store.delete"}},

	{row: row{name: "auditor_cancels", subject: subject{kind: python}, exit: flawed, want: []string{"threads-update"}},
		policy: policy(auditing, auditorReadsThreads), crossed: map[string]string{"auditor-teamless-on-team": "leaked runs"},
		reach: map[string]string{"4>1": readsThreads + " runs.update", "3>1": noRights}},
	{row: row{name: "auditor_by_profile", subject: subject{kind: python}, exit: flawed, want: []string{"identity-from-profile"}},
		policy: policy(auditing, auditorReadsThreads), crossed: map[string]string{"other-team": "leaked threads"},
		reach: map[string]string{"4>1": readsThreads, "3>1": noRights}},

	{row: row{name: "viewer_readonly", subject: subject{kind: python}, strict: true, exit: sound},
		policy: policy(viewing, teamReads), reach: map[string]string{"5>1": readsThreads, "2>1": readsThreads, "5>3": noRights, "3>1": noRights}},
	{row: row{name: "viewer_writes", subject: subject{kind: python}, exit: flawed, want: []string{"threads-update"}},
		policy: policy(viewing, teamReads), crossed: map[string]string{"viewer-same-team": "leaked threads runs"},
		reach: map[string]string{"2>1": readsThreads, "5>1": "threads.read threads.search threads.count threads.update runs.read runs.search runs.update", "5>3": noRights}},

	{row: row{name: "admin_by_table", subject: subject{kind: python}, strict: true, exit: sound},
		policy: policy(managing, adminDoesAll), reach: map[string]string{"6>1": doesAll, "2>1": noRights, "1>6": noRights},
		claims: "admin", gets: map[string]string{"2>1": noRights}},
	{row: row{name: "admin_without_crons", subject: subject{kind: python}, exit: flawed, want: []string{"over-blocked"}},
		policy: policy(managing, adminDoesAll), crossed: map[string]string{"admin-teamless-on-team": "over-blocked crons"}},
	{row: row{name: "admin_runs_graphs", subject: subject{kind: python, auth: "admin_by_table"}, args: []string{"--deep", "--run-graph"}, strict: true, exit: sound},
		policy: policy([]int{1, 6}, adminDoesAll)},
	{row: row{name: "admin_unsaid", subject: subject{kind: python, auth: "admin_by_table"}, exit: flawed,
		want: []string{"assistants-create", "assistants-delete", "assistants-read", "assistants-search", "assistants-update", "crons-delete", "crons-read", "crons-search", "crons-update", "store-shared", "threads-create", "threads-create-run", "threads-delete", "threads-read", "threads-search", "threads-update"}},
		policy: policy(managing), crossed: map[string]string{"admin-teamless-on-team": "leaked threads runs assistants crons store protocols"}},
	{row: row{name: "admin_by_profile", subject: subject{kind: python}, exit: flawed, want: []string{"identity-from-profile"}},
		policy: policy(managing, adminDoesAll), crossed: map[string]string{"same-team": "leaked threads"},
		reach: map[string]string{"6>1": doesAll, "2>1": noRights}, claims: "admin", gets: map[string]string{"2>1": doesAll}},

	{row: row{name: "admin_among_many", subject: subject{kind: python, auth: "admin_by_table"}, args: []string{"--users", "8"}, exit: flawed,
		want: []string{"assistants-read", "assistants-search", "crons-read", "crons-search", "threads-read", "threads-search"}},
		crossed: map[string]string{"other-user": "leaked threads runs assistants crons store"}},
	{row: row{name: "auditor_among_many", subject: subject{kind: python, auth: "auditor_reads"}, args: []string{"--users", "8"}, exit: flawed,
		want: []string{"assistants-read", "assistants-search", "crons-read", "crons-search", "threads-read", "threads-search"}},
		crossed: map[string]string{"other-user": "leaked threads runs assistants crons store"}},
	{row: row{name: "first_account_admin", subject: subject{kind: python}, exit: flawed, want: []string{"assistants-search", "crons-search", "threads-read", "threads-search"}},
		reach: map[string]string{"1>2": changesThread + " assistants.read assistants.search assistants.update assistants.delete crons.search crons.update crons.delete", "2>1": noRights}},

	{row: row{name: "team_shared", subject: subject{kind: javaScript}, exit: sound},
		policy: policy(teams, teamReads), reach: map[string]string{"2>1": readsThreads, "3>1": noRights}},
	{row: row{name: "team_leaks_search", subject: subject{kind: javaScript}, exit: flawed, want: []string{"threads-search"}},
		policy: policy(teams, teamReads), crossed: map[string]string{"other-team": "leaked threads"},
		reach: map[string]string{"2>1": readsThreads, "3>1": "threads.search threads.count"}},
}
