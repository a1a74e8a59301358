package cmd

import (
	"runtime/debug"
	"testing"
)

func TestVersionLine(t *testing.T) {
	build := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: version},
			Settings: append(settings, debug.BuildSetting{Key: "GOOS", Value: "linux"}, debug.BuildSetting{Key: "GOARCH", Value: "arm64"})}
	}
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef"}
	tests := []struct {
		info *debug.BuildInfo
		want string
	}{
		{nil, "authcheck devel"},
		{build(""), "authcheck devel · go1.26.8 linux/arm64"},
		{build("v1.2.3"), "authcheck 1.2.3 · go1.26.8 linux/arm64"},
		{build("(devel)", commit), "authcheck devel · commit 0123456789ab · go1.26.8 linux/arm64"},
		{build("v0.0.0-20261122075823-0123456789ab+dirty", commit), "authcheck devel · commit 0123456789ab · go1.26.8 linux/arm64"},
	}
	for _, test := range tests {
		if got := versionLine(test.info); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
