package cmd

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"authcheck/cmd/settings"
	"authcheck/cmd/standins"
	"authcheck/supabase"
)

func scriptMails(ts *testscript.TestScript, _ bool, args []string) {
	if sent := worldOf(ts).supabase.Mails(); strconv.Itoa(len(sent)) != args[0] {
		ts.Fatalf("%d mails were sent, want %s: %v", len(sent), args[0], sent)
	}
}

func scriptAccounts(ts *testscript.TestScript, _ bool, args []string) {
	var addresses []string
	for _, user := range worldOf(ts).supabase.Users() {
		addresses = append(addresses, user.Email)
	}
	if got, want := strings.Join(addresses, " "), strings.Join(args, " "); got != want {
		ts.Fatalf("there are the users %q, want %q", got, want)
	}
}

func scriptNew(ts *testscript.TestScript, _ bool, args []string) { create(ts, args, true) }

func scriptUnconfirmed(ts *testscript.TestScript, _ bool, args []string) { create(ts, args, false) }

func create(ts *testscript.TestScript, args []string, confirmed bool) {
	w := worldOf(ts)
	admin := &supabase.Client{URL: w.supabase.URL, Key: w.supabase.ServiceKey}
	for _, address := range args {
		_, err := admin.AdminCreateUser(context.Background(), address, standins.Password, confirmed)
		ts.Check(err)
	}
}

// scriptBan keeps users from logging in.
func scriptBan(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	admin := &supabase.Client{URL: w.supabase.URL, Key: w.supabase.ServiceKey}
	for _, address := range args {
		user, err := admin.AdminFindUser(context.Background(), address)
		ts.Check(err)
		_, err = admin.AdminUpdateUser(context.Background(), user.ID, supabase.AdminChange{BanDuration: "1h"})
		ts.Check(err)
	}
}

// scriptSpare makes an account as a run does that is killed, and one that says it were such.
func scriptSpare(ts *testscript.TestScript, _ bool, _ []string) {
	w := worldOf(ts)
	admin := &supabase.Client{URL: w.supabase.URL, Key: w.supabase.ServiceKey}
	for _, address := range []string{"me+authcheck-0123abcd-1@example.com", "you@example.com"} {
		_, err := admin.AdminCreate(context.Background(), supabase.AdminAccount{Email: address, Password: standins.Password, EmailConfirm: true,
			UserMetadata: map[string]any{"made_by": "authcheck", "authcheck": "authcheck-0123abcd", "full_name": "authcheck-0123abcd"}})
		ts.Check(err)
	}
}

// scriptForget deletes accounts.
func scriptForget(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	admin := &supabase.Client{URL: w.supabase.URL, Key: w.supabase.ServiceKey}
	for _, address := range args {
		user, err := admin.AdminFindUser(context.Background(), address)
		ts.Check(err)
		ts.Check(admin.AdminDeleteUser(context.Background(), user.ID))
	}
}

// scriptLitter makes a thread with authcheck's tag and one without for each user.
func scriptLitter(ts *testscript.TestScript, _ bool, _ []string) {
	w := worldOf(ts)
	client := &supabase.Client{URL: w.supabase.URL, Key: w.supabase.AnonKey}
	for _, user := range settings.UserAddresses(standins.Email, 2) {
		session, err := client.Login(context.Background(), user, standins.Password)
		ts.Check(err)
		for _, body := range []string{`{"metadata":{"made_by":"authcheck","authcheck":"authcheck-0123abcd"}}`, `{"metadata":{"made_by":"me"}}`} {
			req, err := http.NewRequest(http.MethodPost, w.langgraph.URL+"/threads", strings.NewReader(body))
			ts.Check(err)
			req.Header.Set("Authorization", "Bearer "+session.AccessToken)
			resp, err := http.DefaultClient.Do(req)
			ts.Check(err)
			ts.Check(resp.Body.Close())
		}
		ts.Check(client.Logout(context.Background(), session.AccessToken))
	}
}

// scriptEdit leaves user 2's profile as a run does that is killed while it looks.
func scriptEdit(ts *testscript.TestScript, _ bool, _ []string) {
	client, session := userTwo(ts)
	_, err := client.UpdateUser(context.Background(), session.AccessToken, map[string]any{
		"nick": "two", "owner": "somebody", "role": "admin", "is_admin": true,
		"authcheck_original": map[string]any{"owner": nil, "role": "cook", "is_admin": nil},
	})
	ts.Check(err)
	ts.Check(client.Logout(context.Background(), session.AccessToken))
}

// scriptProfiles checks user 2's profile: as it was left, or as it was before.
func scriptProfiles(ts *testscript.TestScript, _ bool, args []string) {
	client, session := userTwo(ts)
	user, err := client.User(context.Background(), session.AccessToken)
	ts.Check(err)
	ts.Check(client.Logout(context.Background(), session.AccessToken))
	got, err := json.Marshal(user.UserMetadata)
	ts.Check(err)
	edited := `{"authcheck_original":{"is_admin":null,"owner":null,"role":"cook"},"email_verified":true,"is_admin":true,"nick":"two","owner":"somebody","role":"admin"}`
	want := map[string]string{"0": `{"email_verified":true,"nick":"two","role":"cook"}`, "1": edited}[args[0]]
	if string(got) != want {
		ts.Fatalf("the profile of user 2 is %s, want %s", got, want)
	}
}

func userTwo(ts *testscript.TestScript) (*supabase.Client, supabase.Session) {
	w := worldOf(ts)
	client := &supabase.Client{URL: w.supabase.URL, Key: w.supabase.AnonKey}
	session, err := client.Login(context.Background(), settings.UserAddresses(standins.Email, 2)[1], standins.Password)
	ts.Check(err)
	return client, session
}
