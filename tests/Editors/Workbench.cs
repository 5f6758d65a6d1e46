using Microsoft.Playwright;

namespace Tests.Editors;

/// <summary>What a person does in VS Code, in a page of a browser.</summary>
internal sealed class Workbench(IPage page)
{
    public IPage Page => page;

    /// <summary>Opens a folder in the window.</summary>
    public async Task OpenFolderAsync(string address, string folder)
    {
        await page.GotoAsync($"{address}/?folder={folder}");
        await page.Locator(".explorer-folders-view .monaco-list-row").First.WaitForAsync();
    }

    /// <summary>Opens a notebook from the explorer.</summary>
    /// <param name="names">Of the folders, and of the file.</param>
    public async Task OpenAsync(params string[] names)
    {
        foreach (var name in names)
        {
            var row = page.Locator(".explorer-folders-view .monaco-list-row").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).First;
            if (name == names[^1]) await row.ClickAsync();
            else if (await row.GetAttributeAsync("aria-expanded") != "true") await row.ClickAsync();
        }
    }

    /// <summary>Opens a notebook and waits for its first cell.</summary>
    public async Task OpenNotebookAsync(params string[] names)
    {
        for (var tries = 0; ; tries++)
        {
            await OpenAsync(names);
            try
            {
                await page.Locator(".code-cell-row .view-lines").First.WaitForAsync(new() { Timeout = 8_000 });
                return;
            }
            catch (TimeoutException) when (tries < 3)
            {
                await CloseAllAsync(); // Right after its start an older VS Code opens it as text.
            }
        }
    }

    /// <summary>Closes what is open, without saving.</summary>
    public async Task CloseAllAsync()
    {
        for (var tabs = page.Locator(".tabs-container .tab"); await tabs.CountAsync() is var count and > 0;)
        {
            await CommandAsync("View: Revert and Close Editor");
            await Assertions.Expect(tabs).ToHaveCountAsync(count - 1);
        }
    }

    /// <summary>Runs a command by its name.</summary>
    public async Task CommandAsync(string name)
    {
        await page.Keyboard.PressAsync("F1");
        await page.Locator(".quick-input-widget input").First.FillAsync($">{name}");
        await page.Locator(".quick-input-list .monaco-list-row").Filter(new() { HasText = name.Split(": ")[^1] }).First.ClickAsync();
    }

    /// <summary>Types a line where VS Code asks for one.</summary>
    public async Task AnswerAsync(string text, bool isPassword = false)
    {
        var box = page.Locator($".quick-input-widget input{(isPassword ? "[type=password]" : "")}").First;
        await box.WaitForAsync();
        await box.FillAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>A code cell, by a part of its text.</summary>
    public ILocator Cell(string text) => page.Locator(".code-cell-row").Filter(new() { HasText = text }).First;

    /// <summary>Puts the cursor into a cell.</summary>
    public async Task EditAsync(string text)
    {
        await Cell(text).Locator(".view-line").First.ClickAsync();
        await page.Locator(".code-cell-row .monaco-editor.focused").WaitForAsync();
    }

    /// <summary>Runs a cell, and stays in it.</summary>
    public async Task RunAsync(string text)
    {
        await EditAsync(text);
        await page.Keyboard.PressAsync("Control+Enter");
    }

    /// <summary>Waits until a cell has held.</summary>
    public Task HeldAsync(string text, float seconds = 60) => Cell(text).Locator(".codicon-notebook-state-success").WaitForAsync(new() { Timeout = seconds * 1000 });

    /// <summary>Waits until a cell has failed.</summary>
    public Task FailedAsync(string text) => Cell(text).Locator(".codicon-notebook-state-error").WaitForAsync(new() { Timeout = 60_000 });

    /// <summary>Something in the outputs, which live in a frame of their own, once it is there.</summary>
    public async Task<ILocator> OutputAsync(Func<IFrame, ILocator> find, float seconds = 60)
    {
        for (var i = 0; i < seconds * 10; i++)
        {
            foreach (var frame in page.Frames)
            {
                try
                {
                    if (await find(frame).CountAsync() > 0) return find(frame).First;
                }
                catch (PlaywrightException)
                {
                    // The frame has gone.
                }
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"It was not shown: {find(page.MainFrame)}");
    }

    /// <summary>A text in the outputs.</summary>
    public Task<ILocator> OutputAsync(string text) => OutputAsync(frame => frame.Locator(".output_container, .output").GetByText(text));

    /// <summary>A message in the corner.</summary>
    public async Task<ILocator> MessageAsync(string text)
    {
        var message = page.Locator(".notification-toast").Filter(new() { HasText = text }).First;
        await message.WaitForAsync(new() { Timeout = 30_000 });
        return message;
    }
}
