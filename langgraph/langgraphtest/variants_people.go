package langgraphtest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// peopleVariants have teams and roles, which only who knows them can tell from mistakes: the
// users me+1@ and me+3@ are of the team red, me+2@ of blue, me+4@ and me+44@ are auditors. Others
// are a team of their own.
var peopleVariants = []Flaw{
	{Name: "teams", Summary: "teams read their threads, the auditor reads everything", Sound: true, edit: people(teamReads, nil)},
	{Name: "team-makes-crons", Summary: "teammates may have a thread that they may read run at all times", edit: people(teamReads, handlers{"threads.read": teamMakesCrons})},
	{Name: "team-forgotten", Summary: "searching forgets the team: all teams are one", edit: people(allowed, handlers{"threads.read": unlessForCron(teamReads)})},
	{Name: "team-writes", Summary: "teammates may change what they should only read", edit: people(teamReads, handlers{"threads.update": teamWrites})},
	{Name: "auditor-writes", Summary: "the auditor may delete, too", edit: people(teamReads, handlers{"threads.delete": auditorReads, "threads.update": auditorWrites})},
	{Name: "auditor-cancels", Summary: "the auditor may cancel whatever runs", edit: people(teamReads, handlers{"threads.update": auditorCancels})},
	{Name: "auditor-by-profile", Summary: "the auditor is whoever says so in user_metadata", edit: auditorByProfile},
	{Name: "team-from-header", Summary: "X-Team says whose things are asked for", edit: teamFromHeader},
	{Name: "team-streams-open", Summary: "whoever knows its ID may watch a thread", edit: people(teamReads, handlers{"threads.read": unlessForCron(anyoneWatches)})},
	{Name: "guests-are-a-team", Summary: "who is in no team shares with all who are in none", edit: guestsAreATeam},
	{Name: "guests-refused", Summary: "who is in no team is told so, whatever they ask for", Sound: true, edit: guestsRefused},
	{Name: "team-leads-delete", Summary: "the first user of a team may delete what is the team's", edit: people(teamReads, handlers{"threads.delete": leadDeletes})},
	{Name: "team-blocked", Summary: "teammates find a thread in a list, and may not read it", edit: people(teamReads, handlers{"threads.read": unlessForCron(auditorReads)})},
	{Name: "auditor-creates-nothing", Summary: "the auditor has nothing of their own", Sound: true,
		edit: people(teamReads, handlers{"threads.create": onlyMembers, "assistants.create": onlyMembers, "crons.create": onlyMembers})},
}

// people is the sound module with another handler of reading and searching threads, and others.
func people(reads handler, others handlers) func(*module, Options) {
	return func(m *module, _ Options) {
		m.on = handlers{"*": ownTeam, "*.read": auditorReads, "*.search": auditorReads, "store.*": ownNamespace, "threads.read": unlessForCron(reads), "threads.search": reads}.with(others)
	}
}

// teamFromHeader believes which team a caller says to ask for.
func teamFromHeader(m *module, o Options) {
	people(teamReads, nil)(m, o)
	login := m.authenticate
	m.authenticate = func(r *http.Request) (*user, error) {
		u, err := login(r)
		if err == nil {
			u.team = r.Header.Get("X-Team")
		}
		return u, err
	}
}

// auditorByProfile believes what users say of their roles.
func auditorByProfile(m *module, o Options) {
	reads := func(u *user, value object, asked *http.Request) (filter, error) {
		if roles, _ := u.profile["roles"].([]any); slices.Contains(roles, any("auditor")) {
			return nil, nil
		}
		return teamReads(u, value, asked)
	}
	people(reads, nil)(m, o)
}

// guestsAreATeam has nothing written as the team of who is in none.
func guestsAreATeam(m *module, o Options) {
	people(teamReads, nil)(m, o)
	login := m.authenticate
	m.authenticate = func(r *http.Request) (*user, error) {
		u, err := login(r)
		if err == nil && teamOf(u) != "red" && teamOf(u) != "blue" {
			u.team = "none"
		}
		return u, err
	}
}

// guestsRefused refuses whoever is in no team.
func guestsRefused(m *module, o Options) {
	people(teamReads, nil)(m, o)
	for name, decide := range m.on {
		m.on[name] = func(u *user, value object, asked *http.Request) (filter, error) {
			if team := teamOf(u); team != "red" && team != "blue" {
				return nil, refuse(http.StatusForbidden, "You are in no team")
			}
			return decide(u, value, asked)
		}
	}
}

// leadDeletes lets me+1@ delete what is the team's.
func leadDeletes(u *user, value object, asked *http.Request) (filter, error) {
	if strings.Contains(u.email, "+1@") {
		return teamReads(u, value, asked)
	}
	return filter{"owner": u.identity}, nil
}

// anyoneWatches shows streams to all, and everything else to the team.
func anyoneWatches(u *user, value object, asked *http.Request) (filter, error) {
	if strings.HasSuffix(asked.URL.Path, "/stream") {
		return nil, nil
	}
	return teamReads(u, value, asked)
}

// auditorCancels lets the auditor end what runs, and change nothing else.
func auditorCancels(u *user, value object, asked *http.Request) (filter, error) {
	if teamOf(u) == "" && strings.Contains(asked.URL.Path, "/cancel") {
		return nil, nil
	}
	return ownTeam(u, value, asked)
}

var plusNumber = regexp.MustCompile(`\+(\d+)@`)

// teamOf is a user's team; "" for the auditor's none.
func teamOf(u *user) string {
	if u.team != "" {
		return u.team
	}
	numbered := plusNumber.FindStringSubmatch(u.email)
	if numbered == nil {
		return "red"
	}
	if team, known := map[string]string{"1": "red", "2": "blue", "3": "red", "4": "", "44": ""}[numbered[1]]; known {
		return team
	}
	return numbered[1]
}

// ownTeam stamps owner and team, and shows the owner's only.
func ownTeam(u *user, value object, asked *http.Request) (filter, error) {
	own, err := ownerOnly(u, value, asked)
	value["metadata"].(object)["team"] = teamOf(u)
	return own, err
}

// teamReads shows what is the team's, and the auditor everything.
func teamReads(u *user, value object, asked *http.Request) (filter, error) {
	if team := teamOf(u); team != "" {
		return filter{"team": team}, nil
	}
	return nil, nil
}

// unlessForCron shows a thread to the owner alone where a cron is to be made on it: the server
// asks for reading it, with the cron's metadata.
func unlessForCron(reads handler) handler {
	return func(u *user, value object, asked *http.Request) (filter, error) {
		if _, cron := value["metadata"]; cron {
			return filter{"owner": u.identity}, nil
		}
		return reads(u, value, asked)
	}
}

// teamMakesCrons thinks of crons where the auditor asks alone.
func teamMakesCrons(u *user, value object, asked *http.Request) (filter, error) {
	if teamOf(u) == "" {
		return unlessForCron(teamReads)(u, value, asked)
	}
	return teamReads(u, value, asked)
}

// auditorReads shows what is the user's own, and the auditor everything.
func auditorReads(u *user, value object, asked *http.Request) (filter, error) {
	if teamOf(u) == "" {
		return nil, nil
	}
	return filter{"owner": u.identity}, nil
}

// teamWrites lets the team change a thread, whose owner stays.
func teamWrites(u *user, value object, asked *http.Request) (filter, error) {
	keepOwner(value)
	if teamOf(u) == "" {
		return ownerOnly(u, value, asked)
	}
	return teamReads(u, value, asked)
}

// auditorWrites lets the auditor change everything, whose owner stays.
func auditorWrites(u *user, value object, asked *http.Request) (filter, error) {
	keepOwner(value)
	return auditorReads(u, value, asked)
}

func keepOwner(value object) {
	if metadata, ok := value["metadata"].(object); ok {
		delete(metadata, "owner")
		delete(metadata, "team")
	}
}

// onlyMembers refuses the auditor.
func onlyMembers(u *user, value object, asked *http.Request) (filter, error) {
	if teamOf(u) == "" {
		return nil, refuse(http.StatusForbidden, "Auditors create nothing")
	}
	return ownTeam(u, value, asked)
}
