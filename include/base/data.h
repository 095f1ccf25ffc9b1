/* The program's own data: dictionaries/ and models/ beside the program, else where `make install` put them. */
#ifndef CC_BASE_DATA_H
#define CC_BASE_DATA_H

/* "dictionaries/sections.tsv" to its path, in new memory (free); NULL when out of memory. Whether it is there, its reader tells. */
char *data_path(const char *name);

#endif
