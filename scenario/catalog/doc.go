// Package catalog is what is tried and what can be found, as data: operations (a
// file for each resource), the things that they are tried on, identities with what
// they send, and findings. A row is whole: everything about it stands in it. The
// package imports nothing of this module.
package catalog
