using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using NotebookLib.Plotting;

namespace NotebookLib.Live;

/// <summary>A figure whose pictures are all known, as HTML that works by itself: it needs no kernel, and nothing to fetch.</summary>
internal static class FramesHtml
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="id">A name that no other figure of the page has, unless it is the same.</param>
    /// <param name="inputs">The inputs, all of one value.</param>
    /// <param name="picture">The picture for the values as they stand.</param>
    /// <param name="frames">The picture for every combination of values, the last input changing fastest.</param>
    public static string Write(string id, IReadOnlyList<InputState> inputs, Picture picture, IReadOnlyList<Picture> frames)
    {
        var controls = Json(inputs.Select(input => new
        {
            label = input.Label,
            slider = input.Kind == "slider",
            texts = Enumerable.Range(0, input.Places).Select(input.TextAt),
            at = input.Place,
        }));
        var pictures = Json(frames.Select(frame => new { png = Convert.ToBase64String(frame.Png), alt = frame.Alt, width = frame.Width, height = frame.Height }));
        // A page without scripts, and paper, show the picture and the line above it; so the script makes the inputs.
        return $$"""
            <figure data-figure="{{id}}" style="margin:0"><figcaption style="margin-bottom:.4em">{{WebUtility.HtmlEncode($"{string.Join("; ", inputs)}.")}}</figcaption>{{picture.ToHtml()}}
            <script>
            document.querySelectorAll('[data-figure="{{id}}"]').forEach(function (figure) {
              if (figure.dataset.ready) return;
              figure.dataset.ready = 'yes';
              var inputs = {{controls}}, frames = {{pictures}}, picture = figure.querySelector('img'), bar = figure.querySelector('figcaption');
              bar.textContent = '';
              bar.style.cssText = 'display:flex;flex-wrap:wrap;gap:.3em 2em;margin:0 0 .6em';
              function show() {
                var frame = frames[inputs.reduce(function (sum, input) { return sum * input.texts.length + input.at; }, 0)];
                picture.src = 'data:image/png;base64,' + frame.png;
                picture.alt = frame.alt;
                picture.width = frame.width;
                picture.height = frame.height;
              }
              inputs.forEach(function (input) {
                var label = document.createElement('label'), control = document.createElement(input.slider ? 'input' : 'select'), value = document.createElement('b');
                label.style.cssText = 'display:inline-flex;align-items:center;gap:.6em';
                label.append(input.label + ' ', control);
                if (input.slider) {
                  control.type = 'range';
                  control.min = 0;
                  control.max = input.texts.length - 1;
                  control.style.cssText = 'width:16em;max-width:50vw;accent-color:#0072B2';
                  value.setAttribute('aria-hidden', 'true');
                  value.style.cssText = 'min-width:2.5em;font-variant-numeric:tabular-nums';
                  label.append(value);
                } else {
                  control.style.font = 'inherit';
                  input.texts.forEach(function (text) { control.add(new Option(text)); });
                }
                function told() {
                  value.textContent = input.texts[input.at];
                  if (input.slider) control.setAttribute('aria-valuetext', input.texts[input.at]);
                }
                if (input.slider) control.value = input.at; else control.selectedIndex = input.at;
                control.addEventListener('input', function () {
                  input.at = input.slider ? Number(control.value) : control.selectedIndex;
                  told();
                  show();
                });
                told();
                bar.append(label);
              });
            });
            </script></figure>
            """;
    }

    // Base64 as it is, and nothing in a label that could end the script.
    private static string Json(object value) => JsonSerializer.Serialize(value, Relaxed).Replace("<", "\\u003c");
}
