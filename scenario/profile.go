package scenario

import (
	"context"
	"net/http"
	"time"
)

// asEdited is user 2 reading user 1's thread after having written user 1's ID
// into the own profile.
var asEdited = Operation{ID: "threads.get-as-edited", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/$thread_s",
	Doc: "/threads/{thread_id}", Oracle: Read, Only: otherUser, Control: "threads.get", Plain: []string{"threads.get"}}

// profile edits what user 2 may edit (user_metadata), logs in once more, looks,
// and puts everything back as it was.
func (r *run) profile(ctx context.Context) {
	check := asEdited.ID + "/other-user"
	id := r.caller("other-user")
	two := r.user(1)
	switch {
	case !r.selected(check):
		return
	case r.lacking(asEdited) != "":
		r.excuse(check, r.lacking(asEdited))
	case r.config.Provider == nil || two.Password == "":
		r.excuse(check, "tokens were given: the profile can't be edited")
	default:
		if reason := r.lookAsEdited(ctx, id); reason != "" {
			r.excuse(check, reason)
		}
	}
	r.addLater(r.result(asEdited, id))
}

// putBackTime bounds putting the profile back, also after Ctrl-C.
const putBackTime = 15 * time.Second

func (r *run) lookAsEdited(ctx context.Context, id Identity) (excuse string) {
	provider, two := r.config.Provider, r.user(1)
	before, err := provider.User(ctx, r.token(ctx, 1))
	if err != nil {
		return "the provider did not show User 2's profile"
	}
	claimed, original := r.claimedProfile(before.UserMetadata)
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), putBackTime)
		defer cancel()
		if _, err := provider.UpdateUser(ctx, r.token(ctx, 1), original); err != nil {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.report.Summary.Leftovers = append(r.report.Summary.Leftovers, "user_metadata of User 2")
		}
	}()
	if _, err := provider.UpdateUser(ctx, r.token(ctx, 1), claimed); err != nil {
		return "the provider did not let User 2 edit the own profile"
	}
	lasting, cancel := outlive(ctx)
	defer cancel()
	session, err := provider.Login(lasting, two.Email, two.Password)
	if err != nil {
		return "User 2 could not log in once more"
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), putBackTime)
		defer cancel()
		_ = provider.Logout(ctx, session.AccessToken) // it ends by itself within the hour
	}()
	r.try(ctx, asEdited, id, http.Header{"Authorization": {"Bearer " + session.AccessToken}})
	return ""
}

// claimedProfile names user 1 in every field that a careless handler may look
// at. original has the old values; null removes what was not there.
func (r *run) claimedProfile(metadata map[string]any) (claimed, original map[string]any) {
	one := r.user(0)
	claimed, original = make(map[string]any), make(map[string]any)
	fields := map[string]any{"email": one.Email, "role": "admin", "is_admin": true}
	for _, name := range []string{"sub", "id", "uid", "user_id", "userId", "owner", "owner_id", "identity", "user", "username", "account_id", "tenant_id", "org_id"} {
		fields[name] = one.Subject
	}
	for name, value := range fields {
		claimed[name] = value
		original[name] = metadata[name]
	}
	return claimed, original
}
