-- Neovim：边写边查（语言服务器）。先装好：pip install "lawlint[server]"。
-- 放到 ~/.config/nvim/plugin/lawlint.lua 即可；打开 .txt、.md 的报告自动检查，不用保存。
--   不符合是 ERROR，待补是 WARN，建议是 INFO，已豁免、基线里的是 HINT；缺的标在该写它的那个标题上。
--   看说明和依据 :lua vim.lsp.buf.hover()，插入例句或标题 :lua vim.lsp.buf.code_action()，
--   目录 :lua vim.lsp.buf.document_symbol()，全部问题 :lua vim.diagnostic.setloclist()。
--   不要建议的：command 里加 "--quiet"；别的选项见 lawlint server --help。
-- GB18030 的报告：init 里要有 vim.o.fileencodings = "ucs-bom,utf-8,gb18030"，不然 Neovim 读成乱码。
local command = { "lawlint", "server" }
local marks = { "lawlint.toml", ".lawlint.toml", "pyproject.toml", ".git" }

-- The nearest folder upwards that holds settings or a repository, else that of the file: paths are told from it.
local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  local here = folder
  while true do
    for _, name in ipairs(marks) do
      if vim.loop.fs_stat(here .. "/" .. name) then
        return here
      end
    end
    local above = vim.fn.fnamemodify(here, ":h")
    if above == here then
      return folder
    end
    here = above
  end
end

local clients = {}

local function attach(event)
  local root = root_of(event.file ~= "" and event.file or vim.fn.getcwd() .. "/-")
  local config = { name = "lawlint", cmd = command, cmd_cwd = root, root_dir = root }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = event.buf })
  else -- Neovim 0.7
    local client = clients[root]
    if not client or not vim.lsp.get_client_by_id(client) then
      client = vim.lsp.start_client(config)
      clients[root] = client
    end
    vim.lsp.buf_attach_client(event.buf, client)
  end
end

-- 一行有好几条的，先显示最重的那条。
vim.diagnostic.config({ severity_sort = true })

vim.api.nvim_create_autocmd("FileType", {
  group = vim.api.nvim_create_augroup("lawlint", {}),
  pattern = { "text", "markdown" },
  callback = attach,
})
