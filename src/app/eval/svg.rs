//! The plots of a report, drawn by hand. Colours and type come from the page's style sheet.

use std::fmt::{Result, Write as _};

use super::scores::{BINS, Bin, Threshold};

/// Size of a plot with two axes, and where its frame stands.
const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 448.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 260.0;
/// Height of one row of a bar chart, and where its bars begin and end.
const ROW: f64 = 30.0;
const BARS_LEFT: f64 = 150.0;
const BARS_RIGHT: f64 = 400.0;
/// Characters of a name beside a bar.
const NAME_CHARS_MAX: usize = 20;
/// Series a plot can tell apart by colour and dash.
pub(super) const SERIES_MAX: usize = 4;

/// Escapes text for a page; what a terminal would obey is shown as a space.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// A plot's name and what a reader who does not see it is told.
pub(super) struct Title<'a> {
    /// Unique on the page.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
}

/// Draws how often a right page is among the first k, one line per series.
pub(super) fn recall(
    title: &Title<'_>,
    series: &[(String, Vec<f64>)],
) -> std::result::Result<String, std::fmt::Error> {
    let mut out = String::new();
    begin(&mut out, title, WIDTH, HEIGHT)?;
    let x = |k: usize| LEFT + (k as f64 - 1.0) / 9.0 * (RIGHT - LEFT);
    shares(&mut out)?;
    for k in 1..=10 {
        writeln!(
            out,
            r#"<text class="tick" x="{:.1}" y="{:.1}" text-anchor="middle">{k}</text>"#,
            x(k),
            BOTTOM + 16.0
        )?;
    }
    axes(&mut out, "pages looked at", "share found")?;
    for (number, (name, values)) in series.iter().enumerate().take(SERIES_MAX) {
        let points: Vec<String> =
            (1..).zip(values).map(|(k, value)| format!("{:.1},{:.1}", x(k), y(*value))).collect();
        writeln!(out, r#"<polyline class="line s{number}" points="{}"/>"#, points.join(" "))?;
        for (k, value) in (1..).zip(values) {
            let told = format!("{}: {value:.3} among the first {k}", escaped(name));
            writeln!(
                out,
                r#"<circle class="dot s{number}" cx="{:.1}" cy="{:.1}" r="3"><title>{told}</title></circle>"#,
                x(k),
                y(*value)
            )?;
        }
    }
    legend(&mut out, series.iter().map(|(name, _)| name.as_str()))?;
    end(out)
}

/// Draws how often the service is right where it is so and so sure; on the diagonal the confidence means what it says.
pub(super) fn reliability(
    title: &Title<'_>,
    bins: &[Bin; BINS],
    from: Option<f64>,
) -> std::result::Result<String, std::fmt::Error> {
    let mut out = String::new();
    begin(&mut out, title, WIDTH, HEIGHT)?;
    shares(&mut out)?;
    unit_ticks(&mut out)?;
    axes(&mut out, "confidence", "share with a right page")?;
    let width = (RIGHT - LEFT) / BINS as f64;
    for (place, bin) in bins.iter().enumerate().filter(|(_, bin)| bin.n > 0) {
        let left = LEFT + place as f64 * width;
        let top = y(bin.right);
        let told =
            format!("{} questions, mean confidence {:.3}, right {:.3}", bin.n, bin.confidence, bin.right);
        writeln!(
            out,
            r#"<rect class="bar s0" x="{:.1}" y="{top:.1}" width="{:.1}" height="{:.1}"><title>{told}</title></rect>"#,
            left + 1.0,
            width - 2.0,
            BOTTOM - top
        )?;
        let label = top - 9.0;
        writeln!(
            out,
            r#"<text class="count" x="{:.1}" y="{label:.1}" text-anchor="middle">{}</text>"#,
            left + width / 2.0,
            bin.n
        )?;
    }
    writeln!(out, r#"<line class="ideal" x1="{LEFT}" y1="{BOTTOM}" x2="{RIGHT}" y2="{TOP}"/>"#)?;
    for bin in bins.iter().filter(|bin| bin.n > 0) {
        writeln!(
            out,
            r#"<circle class="dot s1" cx="{:.1}" cy="{:.1}" r="4"/>"#,
            unit(bin.confidence),
            y(bin.right)
        )?;
    }
    answers_from(&mut out, from)?;
    end(out)
}

/// Draws how many questions of each sort have which confidence, the sorts upon each other.
pub(super) fn confidences(
    title: &Title<'_>,
    sorts: &[(&str, [usize; BINS])],
    from: Option<f64>,
) -> std::result::Result<String, std::fmt::Error> {
    let mut out = String::new();
    begin(&mut out, title, WIDTH, HEIGHT)?;
    let sum = |place: usize| sorts.iter().map(|(_, bins)| bins[place]).sum::<usize>();
    let most = (0..BINS).map(sum).max().unwrap_or(0).max(1) as f64;
    for (share, n) in [(0.0, 0.0), (0.5, most / 2.0), (1.0, most)] {
        grid(&mut out, share, &format!("{n:.0}"))?;
    }
    unit_ticks(&mut out)?;
    axes(&mut out, "confidence", "questions")?;
    let width = (RIGHT - LEFT) / BINS as f64;
    for place in 0..BINS {
        let mut below = 0.0;
        for (number, (name, bins)) in sorts.iter().enumerate() {
            let share = bins[place] as f64 / most;
            let told = format!("{}: {}", escaped(name), bins[place]);
            writeln!(
                out,
                r#"<rect class="bar s{number}" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}"><title>{told}</title></rect>"#,
                LEFT + place as f64 * width + 1.0,
                y(below + share),
                width - 2.0,
                y(below) - y(below + share)
            )?;
            below += share;
        }
    }
    answers_from(&mut out, from)?;
    legend(&mut out, sorts.iter().map(|(name, _)| *name))?;
    end(out)
}

/// Draws what every threshold would cost: the more questions are answered, the fewer rightly.
pub(super) fn precision(
    title: &Title<'_>,
    thresholds: &[Threshold],
    service: Option<(f64, f64)>,
) -> std::result::Result<String, std::fmt::Error> {
    let mut out = String::new();
    begin(&mut out, title, WIDTH, HEIGHT)?;
    shares(&mut out)?;
    unit_ticks(&mut out)?;
    axes(&mut out, "share of questions answered", "share of answers that are right")?;
    let points: Vec<String> =
        thresholds.iter().map(|at| format!("{:.1},{:.1}", unit(at.share), y(at.precision))).collect();
    writeln!(out, r#"<polyline class="line s0" points="{}"/>"#, points.join(" "))?;
    if let Some((share, precision)) = service {
        let (x, y) = (unit(share), y(precision));
        let told = format!("the service answers {share:.3} of the questions, {precision:.3} of them rightly");
        writeln!(
            out,
            r#"<circle class="dot s1" cx="{x:.1}" cy="{y:.1}" r="5"><title>{told}</title></circle>"#
        )?;
        let (x, anchor) = if x > WIDTH / 2.0 { (x - 9.0, "end") } else { (x + 9.0, "start") };
        let below = y + 18.0;
        writeln!(
            out,
            r#"<text class="count" x="{x:.1}" y="{below:.1}" text-anchor="{anchor}">the service today</text>"#
        )?;
    }
    end(out)
}

/// A bar with its name and 95 % interval.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) interval: (f64, f64),
}

/// Draws shares as bars with their intervals.
pub(super) fn bars(title: &Title<'_>, bars: &[Bar]) -> std::result::Result<String, std::fmt::Error> {
    let mut out = String::new();
    let bottom = TOP + ROW * bars.len() as f64;
    begin(&mut out, title, WIDTH, bottom + 26.0)?;
    let x = |share: f64| BARS_LEFT + share.clamp(0.0, 1.0) * (BARS_RIGHT - BARS_LEFT);
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let at = x(tick);
        writeln!(out, r#"<line class="grid" x1="{at:.1}" y1="{TOP}" x2="{at:.1}" y2="{bottom:.1}"/>"#)?;
        let below = bottom + 16.0;
        writeln!(out, r#"<text class="tick" x="{at:.1}" y="{below:.1}" text-anchor="middle">{tick}</text>"#)?;
    }
    for (place, bar) in bars.iter().enumerate() {
        let top = TOP + ROW * place as f64 + 6.0;
        let middle = top + (ROW - 12.0) / 2.0;
        let (low, high) = bar.interval;
        let name = escaped(&crate::domain::words::shorten(&bar.name, NAME_CHARS_MAX));
        let end_of_name = BARS_LEFT - 8.0;
        writeln!(
            out,
            r#"<text class="name" x="{end_of_name}" y="{:.1}" text-anchor="end">{name}</text>"#,
            middle + 4.0
        )?;
        writeln!(
            out,
            r#"<rect class="bar s0" x="{BARS_LEFT}" y="{top:.1}" width="{:.1}" height="{:.1}"><title>{name}: {:.3}, 95 % {low:.3} to {high:.3}</title></rect>"#,
            x(bar.value) - BARS_LEFT,
            ROW - 12.0,
            bar.value
        )?;
        writeln!(
            out,
            r#"<line class="whisker" x1="{:.1}" y1="{middle:.1}" x2="{:.1}" y2="{middle:.1}"/>"#,
            x(low),
            x(high)
        )?;
        writeln!(
            out,
            r#"<text class="count" x="{:.1}" y="{:.1}">{:.3}</text>"#,
            BARS_RIGHT + 8.0,
            middle + 4.0,
            bar.value
        )?;
    }
    end(out)
}

fn unit(share: f64) -> f64 {
    LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)
}

fn y(share: f64) -> f64 {
    BOTTOM - share.clamp(0.0, 1.0) * (BOTTOM - TOP)
}

fn begin(out: &mut String, title: &Title<'_>, width: f64, height: f64) -> Result {
    let Title { id, title, description } = title;
    writeln!(
        out,
        r#"<svg viewBox="0 0 {width} {height:.0}" role="img" aria-labelledby="{id}-title {id}-description">
<title id="{id}-title">{}</title>
<desc id="{id}-description">{}</desc>"#,
        escaped(title),
        escaped(description)
    )
}

fn end(mut out: String) -> std::result::Result<String, std::fmt::Error> {
    out.push_str("</svg>\n");
    Ok(out)
}

fn grid(out: &mut String, share: f64, label: &str) -> Result {
    let at = y(share);
    writeln!(out, r#"<line class="grid" x1="{LEFT}" y1="{at:.1}" x2="{RIGHT}" y2="{at:.1}"/>"#)?;
    let (x, y) = (LEFT - 6.0, at + 4.0);
    writeln!(out, r#"<text class="tick" x="{x}" y="{y:.1}" text-anchor="end">{label}</text>"#)
}

fn shares(out: &mut String) -> Result {
    [0.0, 0.25, 0.5, 0.75, 1.0].into_iter().try_for_each(|share| grid(out, share, &share.to_string()))
}

fn unit_ticks(out: &mut String) -> Result {
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0].into_iter().try_for_each(|tick| {
        let (x, y) = (unit(tick), BOTTOM + 16.0);
        writeln!(out, r#"<text class="tick" x="{x:.1}" y="{y:.1}" text-anchor="middle">{tick}</text>"#)
    })
}

fn axes(out: &mut String, below: &str, beside: &str) -> Result {
    let (x, y) = ((LEFT + RIGHT) / 2.0, BOTTOM + 34.0);
    writeln!(out, r#"<text class="axis" x="{x:.1}" y="{y:.1}" text-anchor="middle">{below}</text>"#)?;
    let middle = (TOP + BOTTOM) / 2.0;
    writeln!(
        out,
        r#"<text class="axis" x="12" y="{middle:.1}" text-anchor="middle" transform="rotate(-90 12 {middle:.1})">{beside}</text>"#
    )
}

/// Marks the confidence from which the service answers.
fn answers_from(out: &mut String, from: Option<f64>) -> Result {
    let Some(from) = from else { return Ok(()) };
    let x = unit(from);
    writeln!(
        out,
        r#"<line class="threshold" x1="{x:.1}" y1="{TOP}" x2="{x:.1}" y2="{BOTTOM}"><title>the service answers from {from:.2} on</title></line>"#
    )
}

fn legend<'a>(out: &mut String, names: impl Iterator<Item = &'a str>) -> Result {
    let mut x = LEFT;
    for (number, name) in names.enumerate().take(SERIES_MAX) {
        let y = HEIGHT - 6.0;
        let (mark, text) = (y - 9.0, x + 14.0);
        writeln!(out, r#"<rect class="bar s{number}" x="{x:.1}" y="{mark:.1}" width="10" height="10"/>"#)?;
        let name = crate::domain::words::shorten(name, NAME_CHARS_MAX);
        writeln!(out, r#"<text class="tick" x="{text:.1}" y="{y:.1}">{}</text>"#, escaped(&name))?;
        x += 34.0 + 6.6 * unicode_width::UnicodeWidthStr::width(name.as_str()) as f64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let evil = "<script>\"'&\u{1b}[31m";
        assert_eq!(escaped(evil), "&lt;script&gt;&quot;&#39;&amp; [31m");
        let title = Title { id: "x", title: evil, description: evil };
        let bar = Bar { name: evil.to_owned(), value: 0.5, interval: (0.4, 0.6) };
        let drawn = [
            bars(&title, &[bar]).expect("draws"),
            recall(&title, &[(evil.to_owned(), vec![0.5; 10])]).expect("draws"),
            confidences(&title, &[(evil, [1; BINS])], Some(0.4)).expect("draws"),
        ];
        for svg in drawn {
            assert!(!svg.contains("<script"), "{svg}");
            assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());
        }
    }

    #[test]
    fn numbers_out_of_range_stay_inside_the_frame() {
        assert!((y(2.0) - TOP).abs() < 1e-9 && (unit(-1.0) - LEFT).abs() < 1e-9);
        let bins = [Bin { n: 3, confidence: 1.0, right: 1.0, ..Bin::default() }; BINS];
        let svg = reliability(&Title { id: "x", title: "", description: "" }, &bins, None).expect("draws");
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}
