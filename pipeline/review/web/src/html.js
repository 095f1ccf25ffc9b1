// One place that ties htm to preact, so that every module writes html`...` without a compile step of its own.
import { h } from 'preact';
import htm from 'htm';

export const html = htm.bind(h);
export { render, Fragment, createContext } from 'preact';
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext } from 'preact/hooks';
