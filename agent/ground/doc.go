// Package ground decides what may be believed. [New] lets a proposed sheet pass only when every word, number and name of
// it rests on the transcripts, and is the only way to an [agent.Draft]; [Revise] does the same for a person's edit;
// [Check] verifies stored content again before it is shown, approved or exported. [Index.Cite] answers the opposite
// question: where, if anywhere, a claim was said.
//
// Nothing here repairs a sheet. A gate either holds or is reported, and all violations are reported together.
package ground
