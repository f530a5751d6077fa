@echo off
rem Runs Kinetograph's commands on Windows; see the file "kinetograph" beside this one.
rem
rem In an unpacked distribution it needs a Java 17 runtime and nothing else. In a checkout it first
rem builds what is missing; after a change of the sources, run "mvnw package -DskipTests".
rem KINETOGRAPH_JAVA_OPTS holds options for the JVM. A file jvm.options beside VERSION holds options for
rem every command of that distribution, in the format of java's argument files.
rem KINETOGRAPH_NATIVE_DIR is the folder into which native libraries are unpacked.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "ROOT=%%~fI"

set "VERSION="
set "INSTALLED="
if exist "%ROOT%\VERSION" set "INSTALLED=1"
if defined INSTALLED set /p VERSION=<"%ROOT%\VERSION"
rem The first element of this name and depth is the project's.
if not defined INSTALLED for /f "usebackq tokens=2,3 delims=<>" %%A in ("%ROOT%\pom.xml") do (
  if not defined VERSION if "%%A"=="version" set "VERSION=%%B"
)

set "NAME=%~1"
if "%NAME%"=="" (
  call :usage 1>&2
  exit /b 2
)
if "%NAME%"=="help" goto help
if "%NAME%"=="-h" goto help
if "%NAME%"=="--help" goto help
if "%NAME%"=="-V" goto version
if "%NAME%"=="--version" goto version

if "%NAME%"=="class-archive" (
  echo kinetograph: class-archive is not available on Windows, where a process cannot be asked to end 1>&2
  exit /b 1
)
set "MODULE="
if "%NAME%"=="quickstart" (
  set "MODULE=quickstart"
  set "MAIN=io.kinetograph.quickstart.QuickstartCommand"
)
if "%NAME%"=="simulate" (
  set "MODULE=quickstart"
  set "MAIN=io.kinetograph.quickstart.SimulateCommand"
)
if "%NAME%"=="stream" (
  set "MODULE=streams-app"
  set "MAIN=io.kinetograph.streams.app.StreamCommand"
)
if "%NAME%"=="mounting" (
  set "MODULE=streams-app"
  set "MAIN=io.kinetograph.streams.mounting.MountingCommand"
)
if "%NAME%"=="topics" (
  set "MODULE=streams-app"
  set "MAIN=io.kinetograph.streams.setup.TopicsCommand"
)
if "%NAME%"=="reset" (
  set "MODULE=streams-app"
  set "MAIN=io.kinetograph.streams.setup.ResetCommand"
)
if "%NAME%"=="dashboard" (
  set "MODULE=dashboard"
  set "MAIN=io.kinetograph.dashboard.DashboardCommand"
)
for %%C in (fetch-data train lr-find evaluate cross-validate summarize export fit-simulator model-speed report) do (
  if "%NAME%"=="%%C" (
    set "MODULE=trainer"
    set "MAIN=io.kinetograph.trainer.cli.TrainerCommand"
  )
)
if "%MODULE%"=="" goto unknown

rem What "evaluate" evaluates without --model.
if "%MODULE%"=="trainer" (
  set "KINETOGRAPH_SHIPPED_MODEL=%ROOT%\model\kinetograph.onnx"
  if not defined INSTALLED set "KINETOGRAPH_SHIPPED_MODEL=%ROOT%\streams-app\src\main\resources\io\kinetograph\streams\model\kinetograph.onnx"
)

rem The main class and its arguments. The trainer's command line has its commands as subcommands; the others
rem take only the options. A quoted path may contain parentheses, "&" and "|", so the arguments are never in
rem the list of a "for" as they are. Delayed expansion would take each "!" out of them, so it is on only
rem while the name is removed: "endlocal" ends it before "set" runs.
set PROGRAM=%MAIN% %*
if "%MODULE%"=="trainer" goto java
set REST=%*
setlocal EnableDelayedExpansion
set "REST=!REST:*%NAME%=!"
rem What is left of a name in quotes begins with the second one.
if %1=="%NAME%" set "REST=!REST:~1!"
for /f "delims=" %%A in ("%MAIN%!REST!") do endlocal & set "PROGRAM=%%A"

:java
set "JAVA=java"
if not "%JAVA_HOME%"=="" set "JAVA=%JAVA_HOME%\bin\java"
set "JAVA_VERSION="
set "ANSWER=%TEMP%\kinetograph-java-version-%RANDOM%%RANDOM%.txt"
"%JAVA%" -version 2>"%ANSWER%"
for /f "usebackq tokens=2,3" %%A in ("%ANSWER%") do (
  if "%%A"=="version" if not defined JAVA_VERSION set "JAVA_VERSION=%%~B"
)
del "%ANSWER%" 2>nul
if "%JAVA_VERSION%"=="" (
  if "%JAVA_HOME%"=="" echo kinetograph: cannot find java: install Java 17 or newer, or set JAVA_HOME 1>&2
  if not "%JAVA_HOME%"=="" echo kinetograph: cannot run "%JAVA%": JAVA_HOME is "%JAVA_HOME%", set it to the folder of Java 17 or newer 1>&2
  exit /b 1
)
set "JAVA_MAJOR=0"
for /f "delims=.-+" %%J in ("%JAVA_VERSION%") do set "JAVA_MAJOR=%%J"
rem Not in parentheses: "Program Files (x86)" would close them.
if %JAVA_MAJOR% lss 17 goto tooold

rem ONNX Runtime would report its use.
if not defined ORT_DISABLE_TELEMETRY set "ORT_DISABLE_TELEMETRY=1"

rem Those of bin/kinetograph, in its order. A later option overrides an earlier one.
set "OPTIONS=--enable-native-access=ALL-UNNAMED"
if exist "%ROOT%\jvm.options" set OPTIONS=%OPTIONS% @"%ROOT%\jvm.options"
if %JAVA_MAJOR% geq 24 set OPTIONS=%OPTIONS% --sun-misc-unsafe-memory-access=allow

rem All native libraries are unpacked into the JVM's temporary folder, but PyTorch's into DJL's cache.
if "%KINETOGRAPH_NATIVE_DIR%"=="" goto collector
rem A backslash before a quote would escape it. This takes it away, but not that of a drive such as C:\.
for %%I in ("%KINETOGRAPH_NATIVE_DIR%\.") do set "KINETOGRAPH_NATIVE_DIR=%%~fI"
if "%KINETOGRAPH_NATIVE_DIR:~-1%"=="\" set "KINETOGRAPH_NATIVE_DIR=%KINETOGRAPH_NATIVE_DIR%."
if not exist "%KINETOGRAPH_NATIVE_DIR%\" mkdir "%KINETOGRAPH_NATIVE_DIR%" || exit /b 1
if "%DJL_CACHE_DIR%"=="" set "DJL_CACHE_DIR=%KINETOGRAPH_NATIVE_DIR%\djl"
set OPTIONS=%OPTIONS% "-Djava.io.tmpdir=%KINETOGRAPH_NATIVE_DIR%"

:collector
if not "%NAME%"=="stream" goto launch
rem The app needs the least CPU time and memory with the serial collector. The JVM rejects two.
set "COLLECTOR=-XX:+UseSerialGC"
for %%V in (KINETOGRAPH_JAVA_OPTS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS) do (
  set %%V 2>nul | findstr /r /c:"-XX:+Use[A-Za-z0-9]*GC\>" >nul && set "COLLECTOR="
)
if exist "%ROOT%\jvm.options" findstr /r /c:"^[^#]*-XX:+Use[A-Za-z0-9]*GC\>" "%ROOT%\jvm.options" >nul && set "COLLECTOR="
rem C2 waits for 20 times as many calls as by default, because the model runs on the same cores.
set OPTIONS=%OPTIONS% %COLLECTOR% -XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=12000
set OPTIONS=%OPTIONS% -XX:Tier4CompileThreshold=300000 -XX:Tier4BackEdgeThreshold=800000

:launch
if not defined INSTALLED goto checkout
rem A jar of nothing but a manifest, which names the jars beside it that this command needs.
"%JAVA%" %OPTIONS% %KINETOGRAPH_JAVA_OPTS% -cp "%ROOT%\lib\kinetograph-%MODULE%-%VERSION%-launcher.jar" %PROGRAM%
goto end

:checkout
set "TARGET=%ROOT%\%MODULE%\target"
if exist "%TARGET%\classpath" goto built
echo kinetograph: building %MODULE%, the first time takes some minutes 1>&2
pushd "%ROOT%"
call mvnw.cmd --quiet --batch-mode -Dmaven.test.skip -Dspotless.check.skip -Djacoco.skip package -pl %MODULE% -am 1>&2
if errorlevel 1 (
  popd
  echo kinetograph: cannot build %MODULE%, see above 1>&2
  exit /b 1
)
popd
:built
rem A command line of Windows is too short for the class path: Java reads it from a file. PowerShell takes the
rem path from the environment, because an apostrophe in it would end a text.
powershell -NoProfile -Command "$target = $env:TARGET; $jars = $target + '\kinetograph-' + $env:MODULE + '-' + $env:VERSION + '.jar;' + (Get-Content -Raw -LiteralPath ($target + '\classpath')).Trim(); [IO.File]::WriteAllText($target + '\java-arguments', '-cp ' + [char]34 + $jars.Replace('\', '/') + [char]34)"
if errorlevel 1 exit /b 1
"%JAVA%" %OPTIONS% %KINETOGRAPH_JAVA_OPTS% @"%TARGET%\java-arguments" %PROGRAM%

:end
exit /b %ERRORLEVEL%

:tooold
echo kinetograph: "%JAVA%" is Java %JAVA_VERSION%, but Java 17 or newer is needed 1>&2
exit /b 1

:unknown
echo kinetograph: unknown command '%NAME%' 1>&2
call :usage 1>&2
exit /b 2

:version
echo kinetograph %VERSION%
exit /b 0

:help
call :usage
exit /b 0

:usage
echo Usage: kinetograph COMMAND [OPTION...]
echo.
echo   quickstart      try it: a broker, wearables, the app and the dashboard in one process
echo   stream          label the readings on a Kafka cluster
echo   topics          create the app's topics, or check them
echo   reset           let the app start anew: its offsets and its state
echo   dashboard       show in the browser what each wearer is doing
echo   simulate        publish the readings of simulated wearers to a broker
echo   class-archive   create an archive of classes, with which 'stream' starts faster
echo   mounting        say how a wearer's units are mounted, and how to correct it
echo   fetch-data      download the recordings of the data set
echo   train           train a model on recordings
echo   lr-find         find the learning rate to train with
echo   evaluate        evaluate a model file on recordings
echo   cross-validate  measure a way of training on subjects or segments it has not seen
echo   summarize       show the results of a cross-validation
echo   export          write a trained model as the ONNX file that the app reads
echo   fit-simulator   fit the quickstart's simulated motion to recordings
echo   model-speed     measure how many pictures per second model files classify
echo   report          write the model card as one HTML file
echo   help            show this text
echo.
echo Every command has --help. "kinetograph --version" prints the version.
echo KINETOGRAPH_JAVA_OPTS holds options for the JVM, such as -Xmx2g.
echo KINETOGRAPH_NATIVE_DIR is the folder into which native libraries are unpacked.
exit /b 0
