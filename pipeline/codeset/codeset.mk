# The public ICD-10-CM: the official Tabular List of April 2026, carried by a package from PyPI of which no code is run.
# pip is only the carrier. Without it, or without a network, chartcode works on its own dictionaries.
CODESET_WHEEL := $(B)/codeset/simple_icd_10_cm-1.5.0-py3-none-any.whl
CODESET_SHA256 := 6d461d71dc26aedc530ae65f02cfb578a154e49507c32e8241e75f701d4b7e42

CODESET_FILES := $(CODESET_WHEEL)

.PHONY: codeset
codeset:
	@mkdir -p $(B)/codeset
	@sum() { echo "$(CODESET_SHA256)  $(CODESET_WHEEL)" | sha256sum --check --status 2>/dev/null; }; \
	if sum; then exit 0; fi; \
	rm -f $(CODESET_WHEEL); \
	if ! python3 -m pip --version >/dev/null 2>&1; then \
	    echo "codeset: pip is missing (apt-get install python3-pip); chartcode works on its own dictionaries alone"; exit 0; fi; \
	if ! python3 -m pip download --quiet --disable-pip-version-check --no-input --retries 1 --timeout 20 --no-deps --no-binary :none: \
	    -d $(B)/codeset simple-icd-10-cm==1.5.0 >$(B)/codeset/pip.log 2>&1; then \
	    echo "codeset: simple-icd-10-cm 1.5.0 cannot be reached; chartcode works on its own dictionaries alone"; exit 0; fi; \
	if sum; then echo "codeset: ICD-10-CM of April 2026 is in $(CODESET_WHEEL)"; exit 0; fi; \
	rm -f $(CODESET_WHEEL); \
	echo "codeset: simple-icd-10-cm 1.5.0 is not the file that was checked (SHA-256 differs) and was removed; chartcode works on its own dictionaries alone"
