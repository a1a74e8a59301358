package wire

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestOutlive: the context ends that long after its parent, however that ends, and shows its
// deadline.
func TestOutlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parent, end := context.WithTimeout(t.Context(), time.Minute)
		ctx, cancel := Outlive(parent, 2*time.Second)
		defer cancel()
		if at, ok := ctx.Deadline(); !ok || time.Until(at) != time.Minute+2*time.Second {
			t.Errorf("it ends in %s, %v", time.Until(at), ok)
		}
		end()
		begin := time.Now()
		<-ctx.Done()
		if after := time.Since(begin); after != 2*time.Second {
			t.Errorf("it ended after %s", after)
		}
		ctx, cancel = Outlive(t.Context(), time.Second)
		cancel()
		if ctx.Err() == nil {
			t.Error("it cannot be ended")
		}
	})
}
