//go:build !slow

package scenario_test

// thorough is left to CI: there the tests run all that they can on live servers.
const thorough = false
