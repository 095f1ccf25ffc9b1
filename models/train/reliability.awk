# Draws the reliability plot (SVG) from what `chartcode train` says of the held-out folds: the share right over the mean confidence of each
# tenth, a dot's area by its number of candidates. On the diagonal a confidence means what it says.
function x(v) { return 60 + 400 * v }
function y(v) { return 440 - 400 * v }
BEGIN { kinds = 0 }
/^(outpatient|inpatient):/ { kinds++; name[kinds] = substr($1, 1, length($1) - 1); charts[kinds] = $2; n = 0 }
/^  confidence / && $3 + 0 > 0 { n++; count[kinds] = n; size[kinds, n] = $3 + 0; mean[kinds, n] = $6 + 0; right[kinds, n] = $8 + 0 }
/held out:/ { match($0, /calibration error [0-9.]+/); error[kinds] = substr($0, RSTART + 18, RLENGTH - 18) }
END {
    colour[1] = "#1f5f9e"; colour[2] = "#b4520c"
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 500 500\" font-family=\"sans-serif\" font-size=\"13\">"
    print "<title>Reliability of the confidence, held-out folds</title>"
    print "<rect width=\"500\" height=\"500\" fill=\"#fff\"/>"
    for (i = 0; i <= 10; i += 2) {
        printf "<path d=\"M%.0f %.0fV%.0f M%.0f %.0fH%.0f\" stroke=\"#ddd\"/>\n", x(i / 10), y(0), y(1), x(0), y(i / 10), x(1)
        printf "<text x=\"%.0f\" y=\"460\" text-anchor=\"middle\">%.1f</text><text x=\"52\" y=\"%.0f\" text-anchor=\"end\">%.1f</text>\n", x(i / 10), i / 10, y(i / 10) + 4, i / 10
    }
    printf "<path d=\"M%.0f %.0fL%.0f %.0f\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>\n", x(0), y(0), x(1), y(1)
    for (k = 1; k <= kinds; k++) {
        line = ""
        for (i = 1; i <= count[k]; i++) line = line (i > 1 ? "L" : "M") sprintf("%.1f %.1f", x(mean[k, i]), y(right[k, i]))
        printf "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", line, colour[k]
        for (i = 1; i <= count[k]; i++) printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>\n", x(mean[k, i]), y(right[k, i]), 2 + sqrt(size[k, i]) / 8, colour[k]
        printf "<text x=\"75\" y=\"%d\" fill=\"%s\">%s: %s charts, calibration error %s</text>\n", 40 + 18 * k, colour[k], name[k], charts[k], error[k]
    }
    print "<text x=\"260\" y=\"485\" text-anchor=\"middle\">mean confidence</text>"
    print "<text x=\"18\" y=\"240\" text-anchor=\"middle\" transform=\"rotate(-90 18 240)\">share that coders gave</text>"
    print "</svg>"
}
