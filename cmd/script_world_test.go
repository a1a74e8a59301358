package cmd

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

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

func scriptNew(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	admin := &supabase.Client{URL: w.supabase.URL, Key: w.supabase.ServiceKey}
	for _, address := range args {
		_, err := admin.AdminCreateUser(context.Background(), address, standInPassword, true)
		ts.Check(err)
	}
}

// scriptLitter makes a thread with authcheck's tag and one without for each user.
func scriptLitter(ts *testscript.TestScript, _ bool, _ []string) {
	w := worldOf(ts)
	client := &supabase.Client{URL: w.supabase.URL, Key: w.supabase.AnonKey}
	for _, user := range userAddresses(standInEmail, 2) {
		session, err := client.Login(context.Background(), user, standInPassword)
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
