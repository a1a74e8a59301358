//go:build slow

package scenario_test

// thorough has the tests run all that they can on live servers.
const thorough = true
