;;; lawlint.el --- 在 Emacs 里检查法治政府建设年度报告 -*- lexical-binding: t; coding: utf-8; -*-

;; Emacs 27.1 或更高。在 init.el 里写 (load "…/lawlint.el")，然后任选一种：
;;   M-x lawlint       保存并检查当前报告，结果列在另一窗口，M-g n 跳到下一处（不符合、待补）。
;;   M-x lawlint-live  边写边查，不用保存；M-x flymake-show-buffer-diagnostics 看清单。
;; 每份文本报告都要边写边查的：(add-hook 'text-mode-hook #'lawlint-live)。
;; 不符合是 error，待补是 warning，建议和已豁免的是 note；没有找到的没有位置，指第 1 行。
;; GB18030 的报告：init.el 里要有 (prefer-coding-system 'gb18030) (prefer-coding-system 'utf-8)，
;; 不然 Emacs 读成乱码，列也就不准。

(require 'compile)
(require 'flymake)

(defvar lawlint-program "lawlint"
  "检查用的程序。")

(defvar lawlint-arguments nil
  "另加的选项，例如 (\"--level\" \"county\")；(\"--quiet\") 不列建议，只对 `lawlint' 有用。")

;;; A list beside the report

;; Pages and Word files have no lines, and lead to the file alone.  What is waived must come before what is missing.
(defvar lawlint-error-regexp-alist
  '(("^\\(.+?\\):\\(?:\\([0-9]+\\):\\([0-9]+\\)\\|[^:\n]+\\): [^ ]+ .* — .* \\[已豁免：" 1 2 3 0)
    ("^\\(.+?\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:不符合\\|出错\\|\\(待补\\)\\|\\(建议\\|提示\\)\\) " 1 2 3 (4 . 5))
    ("^\\(.+?\\):[^:0-9/\n][^:\n]*: \\(?:\\(待补\\)\\|\\(建议\\)\\) " 1 nil nil (2 . 3))))
;; lawlint counts columns in characters from 1, a Chinese one is two columns of the screen.
(defvar lawlint-error-screen-columns nil)
(defvar lawlint-first-column 1)

(define-compilation-mode lawlint-result-mode "法治政府建设年度报告"
  "检查的结果。"
  (setq-local compilation-error-regexp-alist lawlint-error-regexp-alist)
  (setq-local compilation-error-screen-columns lawlint-error-screen-columns)
  (setq-local compilation-first-column lawlint-first-column))

(defun lawlint ()
  "保存并检查当前报告，列出不符合、待补和建议的。"
  (interactive)
  (unless buffer-file-name
    (user-error "先把报告存成文件"))
  (save-buffer)
  ;; Whatever the locale and the settings file say, the words above are printed, and in UTF-8.
  (let ((coding-system-for-read 'utf-8)
        (process-environment (cons "PYTHONIOENCODING=utf-8" process-environment)))
    (compilation-start
     (mapconcat #'shell-quote-argument
                `(,lawlint-program "--output-format" "concise" "--lang" "zh" "--fail-on" "never" ,@lawlint-arguments
                  ,(file-name-nondirectory buffer-file-name))
                " ")
     #'lawlint-result-mode)))

;;; Marks in the report while it is written

(defvar-local lawlint--process nil
  "The check that is under way.")

(defun lawlint-flymake (report-fn &rest _)
  "Check the text of the buffer, saved or not, for Flymake.
REPORT-FN takes what is missing or weak."
  (unless (executable-find lawlint-program)
    (error "找不到 %s" lawlint-program))
  (when (process-live-p lawlint--process)
    (kill-process lawlint--process))
  (let ((report (current-buffer)))
    (setq lawlint--process
          (make-process
           :name "lawlint" :noquery t :connection-type 'pipe :coding 'utf-8-unix
           :buffer (generate-new-buffer " *lawlint*")
           :command `(,lawlint-program "--output-format" "json" "--encoding" "utf-8" "--fail-on" "never"
                      ,@lawlint-arguments
                      "--stdin-filename" ,(if buffer-file-name (file-name-nondirectory buffer-file-name) "-") "-")
           :sentinel
           (lambda (process _event)
             (unless (process-live-p process)
               (unwind-protect
                   ;; A check that a newer one has overtaken speaks of a text that is gone.
                   (when (and (buffer-live-p report) (eq process (buffer-local-value 'lawlint--process report)))
                     (condition-case problem
                         (let ((answer (with-current-buffer (process-buffer process)
                                         ;; What is told on standard error stands before the answer.
                                         (goto-char (point-min))
                                         (re-search-forward "^{$")
                                         (goto-char (match-beginning 0))
                                         (json-parse-buffer :object-type 'alist :array-type 'list
                                                            :null-object nil :false-object nil))))
                           (with-current-buffer report
                             (funcall report-fn (lawlint--diagnostics answer))))
                       (error
                        (funcall report-fn :panic :explanation
                                 (format "%s：%s" problem
                                         (with-current-buffer (process-buffer process) (buffer-string)))))))
                 (kill-buffer (process-buffer process)))))))
    (save-restriction
      (widen)
      (process-send-region lawlint--process (point-min) (point-max)))
    (process-send-eof lawlint--process)))

(defun lawlint--diagnostics (answer)
  "Return the diagnostics of the current buffer for ANSWER, the JSON of a check."
  (let (found)
    (dolist (failure (alist-get 'errors answer))
      (push (lawlint--diagnostic nil :error (alist-get 'message failure)) found))
    (dolist (document (alist-get 'documents answer))
      (dolist (result (alist-get 'results document))
        (let ((kind (cdr (assoc (alist-get 'status result) '(("fail" . :error) ("warn" . :warning) ("note" . :note))))))
          (when kind
            (push (lawlint--diagnostic (car (alist-get 'evidence result))
                                       (if (alist-get 'waiver result) :note kind)
                                       (format "%s（%s）" (alist-get 'message result) (alist-get 'id result)))
                  found)))))
    (nreverse found)))

(defun lawlint--diagnostic (evidence kind text)
  "Return a diagnostic of KIND that says TEXT at EVIDENCE.
Without evidence it is on the first line, and so is that of web pages,
which is told by paragraphs and not by characters of the source."
  (save-restriction
    (widen)
    (let ((place (if (and evidence (not (alist-get 'where evidence)))
                     ;; Offsets count characters from 0, positions from 1.
                     (cons (1+ (alist-get 'offset (alist-get 'start evidence)))
                           (1+ (alist-get 'offset (alist-get 'end evidence))))
                   (flymake-diag-region (current-buffer) 1))))
      (flymake-make-diagnostic (current-buffer) (car place) (cdr place) kind text))))

(defun lawlint-live ()
  "边写边查当前报告。"
  (interactive)
  (add-hook 'flymake-diagnostic-functions #'lawlint-flymake nil t)
  (flymake-mode 1))

(provide 'lawlint)
;;; lawlint.el ends here
