// Package pause waits between two attempts.
package pause

import (
	"context"
	"time"
)

// For waits on the clock, and gives the error of the context when that ends first.
func For(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
