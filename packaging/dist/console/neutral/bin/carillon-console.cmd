@echo off
rem Opens the Carillon console on the JDK 25 that JAVA25_HOME, JAVA_HOME or the path names.
setlocal
set "HOME_FOLDER=%~dp0.."
set "JAVA=javaw"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\javaw"
if defined JAVA25_HOME set "JAVA=%JAVA25_HOME%\bin\javaw"
if not defined CARILLON_CONSOLE_JAVA_OPTS set "CARILLON_CONSOLE_JAVA_OPTS=-Xmx400m"
start "" "%JAVA%" -XX:+UseParallelGC -XX:MetaspaceSize=96m %CARILLON_CONSOLE_JAVA_OPTS% --enable-native-access=ALL-UNNAMED -cp "%HOME_FOLDER%\lib\*;%HOME_FOLDER%\lib\javafx\any\*;%HOME_FOLDER%\lib\javafx\win\*" dev.carillon.console.start.ConsoleMain %*
