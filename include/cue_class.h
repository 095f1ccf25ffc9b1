/* Classes of words that a context cue may hold beside plain words, written "<year>" in dictionaries/context_cues.tsv. The lexicon
 * knows a class by a term of that name; what belongs to it, match tells (pipeline/match/cues.c). */
#ifndef CC_CUE_CLASS_H
#define CC_CUE_CLASS_H

enum cue_class { CUE_CLASS_YEAR, CUE_CLASS_SPAN, CUE_CLASS_END, CUE_CLASS_PLUS, CUE_CLASS_MINUS, CUE_CLASS_COUNT };
const char *cue_class_name(enum cue_class c); /* "<year>" */

#endif
