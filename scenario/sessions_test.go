package scenario

import (
	"context"
	"fmt"
	"sync"
	"testing"
)

// TestSessions: pairs that renew one user's login at once get one new token, and later pairs have it
// from the begin.
func TestSessions(t *testing.T) {
	renewed := 0 // without a lock: -race finds who renews beside another
	one := sessionsOf([]User{{Token: "token 0", Refresh: func(context.Context) (string, error) {
		renewed++
		return fmt.Sprint("token ", renewed), nil
	}}})[0]
	var all sync.WaitGroup
	for _, user := range []User{one.pair(), one.pair(), one.pair(), one.pair()} {
		all.Go(func() {
			if token, err := user.Refresh(t.Context()); token != "token 1" || err != nil {
				t.Errorf("%s, %v", token, err)
			}
		})
	}
	all.Wait()
	later := one.pair()
	if token, _ := later.Refresh(t.Context()); later.Token != "token 1" || token != "token 2" || renewed != 2 {
		t.Errorf("begins with %s, then %s, renewed %d times", later.Token, token, renewed)
	}
}
