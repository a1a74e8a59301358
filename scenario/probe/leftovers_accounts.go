package probe

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/supabase"
)

// FindAccounts finds the accounts that runs have made with the service key; those of one
// run by its tag, of all where tag is "". The accounts of test users have no tag.
func FindAccounts(ctx context.Context, admin *supabase.Client, tag string) ([]supabase.User, error) {
	prefix := tag
	if tag == "" {
		prefix = catalog.MadeBy + "-"
	}
	var found []supabase.User
	for page := range maxPages {
		users, err := admin.AdminListUsers(ctx, prefix, page+1)
		if err != nil || len(users) == 0 {
			return found, err
		}
		for _, user := range users {
			if mark := markOf(user); mark != "" && strings.HasPrefix(mark, prefix) {
				found = append(found, user)
			}
		}
	}
	return found, errors.New("there are too many users to go through")
}

// markOf is the tag of the run that has made an account, "" for none. Users edit their
// metadata as they like, so that the address has to say it, too, where there is one.
func markOf(user supabase.User) string {
	mark, _ := user.UserMetadata["authcheck"].(string)
	named := user.Email == "" || strings.Contains(user.Email, "+"+mark+"-")
	if user.UserMetadata["made_by"] != catalog.MadeBy || !runTag.MatchString(mark) || !named {
		return ""
	}
	return mark
}

// DeleteAccount deletes an account; that it is not there is fine.
func DeleteAccount(ctx context.Context, admin *supabase.Client, id string) error {
	err := admin.AdminDeleteUser(ctx, id)
	if isGone(err) {
		return nil
	}
	return err
}

// isGone tells that the provider knows no such account.
func isGone(err error) bool {
	e, ok := errors.AsType[*supabase.Error](err)
	return ok && e.Status == http.StatusNotFound && e.Code == supabase.CodeUserNotFound
}
