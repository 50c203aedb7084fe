// Package register keeps Alignment Sheets: it holds what people may do with a sheet between the first draft and its
// end (propose, submit, revise, approve, reject) and checks that what is kept is what was decided. Nothing in it
// becomes effective without a named person, and every act is bound to the content that this person saw.
package register
